/**
 * A preview is the browser's, not the tab's: another tab that enters one, or leaves it, changes where this one's requests go,
 * whatever its banner says. The page is told, and loads anew when the person wants: what they have typed is theirs.
 */
import { notify } from '@tessera/app-kit';
import type { PreviewNotice } from '@tessera/contracts';

const key = 'tessera.preview';

/** What this page was made with becomes what other tabs compare with. The answer stops it. */
export function followPreviewOfBrowser(preview: PreviewNotice | undefined, reload: () => void): () => void {
  const own = nameOf(preview);
  let told = false;
  const onStorage = ({ key: changed, newValue }: StorageEvent): void => {
    if (changed !== key || newValue === null || newValue === own || told) return;
    told = true;
    notify({
      tone: 'warning',
      stays: true,
      message:
        newValue === nameOf(undefined)
          ? 'The preview was left in another tab.'
          : 'A preview was entered in another tab.',
      detail: 'What you do here counts as done there, whatever this page shows. Reload it; drafts are kept.',
      action: { label: 'Reload', run: reload },
    });
  };
  window.addEventListener('storage', onStorage);
  try {
    localStorage.setItem(key, own);
  } catch {
    // Where nothing can be kept, tabs do not hear of each other.
  }
  return () => window.removeEventListener('storage', onStorage);
}

function nameOf(preview: PreviewNotice | undefined): string {
  if (preview === undefined) return 'none';
  const { versions, overrides, expires } = preview;
  return JSON.stringify([versions, overrides, expires ?? null]);
}
