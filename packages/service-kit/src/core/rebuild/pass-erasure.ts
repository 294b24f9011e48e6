import type { Commit, Position } from '@tessera/event-log';
import type { CompiledService } from '../compiled-service.ts';
import type { Folder } from '../fold/folder.ts';

/** Documents that are being made may know somebody who was erased since they were begun: they are begun again. */
export class ErasedMeanwhile extends Error {
  override readonly name = 'ErasedMeanwhile';
}

/** `clean`: erasures up to here had been carried out when the documents were begun, so that nothing of those persons is in them. */
export function passErasure(service: CompiledService, folder: Folder, commit: Commit, clean: Position): void {
  const personal = [...service.projections.keys()].some((name) => service.readsPersonalData(name));
  if (personal && commit.position > clean) {
    throw new ErasedMeanwhile(
      `Somebody was erased at ${commit.position}, after the documents were begun: they are begun again.`,
    );
  }
  folder.advance(commit.position);
}
