/** The shop after a change of its code: `SHOP_REVISION` is its projection's revision, `SHOP_DAWDLE_MS` how slowly it folds each sale. */
import { runService } from '../node/index.ts';
import { shop } from './shop.ts';

const { sales } = shop.projections;
const dawdleMs = Number(process.env['SHOP_DAWDLE_MS'] ?? 0);
const doze = new Int32Array(new SharedArrayBuffer(4));

await runService({
  ...shop,
  projections: {
    sales: {
      ...sales!,
      revision: Number(process.env['SHOP_REVISION'] ?? 0),
      on: {
        ...sales!.on,
        Sold: (docs, e) => {
          if (dawdleMs > 0) Atomics.wait(doze, 0, 0, dawdleMs);
          sales!.on['Sold']!(docs, e);
        },
      },
    },
  },
});
