/** The files of a build as a release lists them. What a release may not hold stops the publish here, with its name. */
import { contentTypeOf, integrityOf, isFilePath, type ReleaseFile } from '@tessera/contracts';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { CliError } from '../errors/cli-error.ts';

/** Path → integrity, size, type; in path order, so that the same build has the same manifest. */
export async function listReleaseFiles(folder: string): Promise<Record<string, ReleaseFile>> {
  const files: Record<string, ReleaseFile> = {};
  for (const path of walk(folder, folder).sort()) {
    const type = contentTypeOf(path);
    if (type === undefined || !isFilePath(path)) {
      throw new CliError('INVALID_CONTRACT', `The build holds "${path}", and a release may not`, {
        why: type === undefined ? 'releases hold no files with this extension' : 'its name is not a safe path',
        advice:
          'Leave it out of the build, or rename it. The allowed kinds are in packages/contracts/src/content-type.ts.',
      });
    }
    const bytes = readFileSync(join(folder, path));
    files[path] = { integrity: await integrityOf(bytes), bytes: bytes.byteLength, type };
  }
  return files;
}

function walk(root: string, folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const file = join(folder, name);
    const stat = lstatSync(file);
    // A link could lead anywhere on this machine, and what it leads to would become public.
    if (stat.isSymbolicLink()) {
      throw new CliError('INVALID_CONTRACT', `The build holds a symbolic link: ${relative(root, file)}`, {
        advice: 'Let the build copy the file instead; a release consists of files only.',
      });
    }
    if (stat.isDirectory()) return walk(root, file);
    return [relative(root, file).split(sep).join('/')];
  });
}
