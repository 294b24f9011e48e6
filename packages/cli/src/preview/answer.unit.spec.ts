import { expect, test } from 'vitest';
import { CliError } from '../errors/cli-error.ts';
import { answerTo } from './answer.ts';

const refusalOf = async (status: number, body: string): Promise<CliError> => {
  const error: unknown = await answerTo(new Response(body, { status }), 'There is no preview').catch((each) => each);
  return error as CliError;
};

test('a refusal keeps its code and reason, and is followed by what can be done about it', async () => {
  const over = JSON.stringify({ code: 'NO_SUCH_PREVIEW', message: 'There is no such preview.' });
  expect(await refusalOf(404, over)).toMatchObject({
    ...{ code: 'REFUSED', refusal: 'NO_SUCH_PREVIEW', why: 'There is no such preview.' },
    advice: expect.stringContaining('tessera preview list') as string,
  });
  const foreign = JSON.stringify({ code: 'INVALID_TOKEN', message: 'Nobody knows it.' });
  expect(await refusalOf(401, foreign)).toMatchObject({ code: 'NO_TOKEN', why: 'Nobody knows it.' });
});

test('what is no answer of a gateway is said to be none', async () => {
  const error = await refusalOf(502, '<html>Bad gateway</html>');
  expect(error).toBeInstanceOf(CliError);
  expect(error.why).toContain('502');
  expect(await refusalOf(200, '<html>Welcome</html>')).toBeInstanceOf(CliError);
});
