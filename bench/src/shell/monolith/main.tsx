/** The product as one application: the same shell and the same apps, bundled together and split by page. */
import '@tessera/shared-ui/styles.css';
import '../../../../shell/src/shell.css';
import { restoreTheme } from '@tessera/shared-ui';
import catalog from '../../../../apps/catalog/src/app.ts';
import fulfilment from '../../../../apps/fulfilment/src/app.ts';
import insights from '../../../../apps/insights/src/app.ts';
import orders from '../../../../apps/orders/src/app.ts';
import releases from '../../../../apps/releases/src/app.ts';
import { readBoot } from '../../../../shell/src/boot/read-boot.ts';
import { startShell } from '../../../../shell/src/start.tsx';

const apps: Readonly<Record<string, unknown>> = { catalog, orders, fulfilment, insights, releases };
const bundled = async ({ module }: { readonly module: string }): Promise<unknown> => apps[module];

restoreTheme();
startShell(document.getElementById('root')!, {
  boot: readBoot(document),
  product: document.title,
  importers: { esm: bundled, mf: bundled },
});
