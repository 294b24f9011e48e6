/** The product as an ordinary Module Federation host: the same shell; each app is a remote, named in the host's configuration. */
import '@tessera/shared-ui/styles.css';
import '../../../../shell/src/shell.css';
import { restoreTheme } from '@tessera/shared-ui';
import { readBoot } from '../../../../shell/src/boot/read-boot.ts';
import { startShell } from '../../../../shell/src/start.tsx';

const remotes: Readonly<Record<string, () => Promise<{ readonly default: unknown }>>> = {
  catalog: () => import('catalog/app'),
  orders: () => import('orders/app'),
  fulfilment: () => import('fulfilment/app'),
  insights: () => import('insights/app'),
  releases: () => import('releases/app'),
};
const federated = async ({ module }: { readonly module: string }): Promise<unknown> =>
  (await remotes[module]!()).default;

restoreTheme();
startShell(document.getElementById('root')!, {
  boot: readBoot(document),
  product: document.title,
  importers: { esm: federated, mf: federated },
});
