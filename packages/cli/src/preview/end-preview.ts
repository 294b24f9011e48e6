/** `tessera preview end`: a preview is over before its time, in open tabs as well; what ran for it alone is stopped. */
import type { Context } from '../commands/context.ts';
import { connect } from '../commands/release-options.ts';
import { answerTo } from './answer.ts';

export interface EndPreviewOptions {
  readonly gateway?: string;
  readonly tokenFile?: string;
}

export async function endPreview(context: Context, id: string, options: EndPreviewOptions): Promise<void> {
  // An id does not say whose it is: here it is the platform team that may end any, elsewhere whoever's token is given.
  const gateway = connect(context, 'gateway', options);
  const response = await gateway.delete(`/previews/${encodeURIComponent(id)}`);
  const answer = await answerTo<object>(response, `Preview ${id} was not ended`);
  context.output.data(answer);
  context.output.print(
    `${context.output.style.good('✓')} preview ${id} has ended: tabs in it leave, and what ran for it alone is stopped`,
  );
}
