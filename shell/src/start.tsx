/**
 * Draws the shell: the route's app is on its way before React starts, and nothing is drawn twice. A page that comes at once is
 * drawn together with the frame around it; until then the document's skeleton stands.
 */
import { AppHost, onNotification } from '@tessera/app-kit/host';
import { createToasts, UiProvider } from '@tessera/shared-ui';
import { createRoot } from 'react-dom/client';
import { attributeErrors } from './failure/attribute-errors.ts';
import { ShellFrame } from './frame/shell-frame.tsx';
import { followPreviewOfBrowser } from './session/preview-elsewhere.ts';
import { ShellContext } from './shell-context.tsx';
import { createShell, type Shell, type ShellOptions } from './shell.ts';

/** Milliseconds for which the frame waits for its first page: drawn alone before, it would hold that up. */
const togetherMs = 200;

export interface StartedShell extends Shell {
  readonly stop: () => void;
}

/** @param root what it draws into; whatever stands there (the gateway's skeleton) goes with the first draw */
export function startShell(root: HTMLElement, options: ShellOptions): StartedShell {
  performance.mark('tessera:start');
  const shell = createShell(options);
  const toasts = createToasts();
  const { navigate } = shell.router.navigation;
  const stopNotifications = onNotification(({ tone, message, detail, stays, action }) => {
    const press = action && (() => (action.to === undefined ? action.run?.() : navigate(action.to)));
    toasts.add({ tone, message, detail, stays, action: action && press && { label: action.label, onPress: press } });
  });
  const stopErrors = attributeErrors(
    window,
    shell.running,
    ({ module, version }) => shell.reporter.count(module, version, 'renderErrors'),
    shell.frame.has,
  );
  const stopPreview = followPreviewOfBrowser(shell.preview, shell.reloadDocument);
  const onLeave = (): void => shell.reporter.left();
  // Also when the browser brings a page back that it had put away.
  const onReturn = (): void => shell.reporter.runs();
  window.addEventListener('pagehide', onLeave);
  window.addEventListener('pageshow', onReturn);

  const reactRoot = createRoot(root);
  let stopped = false;
  const draw = (): void => {
    if (stopped) return;
    performance.mark('tessera:drawn');
    reactRoot.render(
      <ShellContext value={shell}>
        <UiProvider navigate={navigate}>
          <AppHost host={shell.host}>
            <ShellFrame toasts={toasts} />
          </AppHost>
        </UiProvider>
      </ShellContext>,
    );
  };
  void shell.router.ready.then(() => performance.mark('tessera:page'));
  void Promise.race([shell.router.ready, new Promise((resolve) => setTimeout(resolve, togetherMs))]).then(draw);

  return {
    ...shell,
    stop() {
      stopped = true;
      stopErrors();
      stopPreview();
      window.removeEventListener('pagehide', onLeave);
      window.removeEventListener('pageshow', onReturn);
      stopNotifications();
      reactRoot.unmount();
      shell.close();
    },
  };
}
