import { describe, expect, it } from 'vitest';
import { judge } from './index.ts';
import type { ContractOf, LiveRelease } from './index.ts';
import { appContract, live, next, ordersOperations, product, teams } from './testing/small-product.ts';
import { codes } from './testing/judged.fixture.ts';

describe('the page', () => {
  const shell = (provides: Record<string, string>) =>
    next(
      product.shell,
      (contract) =>
        ({
          ...contract,
          provides: Object.fromEntries(
            Object.entries(provides).map(([name, version]) => [name, { version, file: 'x.js' }]),
          ),
        }) as never,
    );
  const react = { react: '19.3.1', 'react-dom': '19.3.1', '@tessera/shared-ui': '1.2.0' };

  it('has one React, in a range every app takes', () => {
    expect(codes(shell({ ...react, react: '19.4.0', 'react-dom': '19.4.0' }))).toEqual([]);
    expect(codes(shell({ ...react, react: '20.0.0', 'react-dom': '20.0.0' }))).toEqual([
      'SHARED_UNSATISFIED react',
      'SHARED_UNSATISFIED react-dom',
      'SHARED_UNSATISFIED react',
      'SHARED_UNSATISFIED react-dom',
    ]);
    expect(codes(shell({ ...react, 'react-dom': '19.4.0' }))).toEqual(['SHARED_REACT_MISMATCH react']);
  });

  it('serves two majors of shared-ui, where each app finds its own', () => {
    const frame = shell({ ...react, '@tessera/shared-ui': '2.0.0' });
    expect(codes(frame)).toEqual(['SHARED_UNSATISFIED @tessera/shared-ui', 'SHARED_UNSATISFIED @tessera/shared-ui']);
    const library = {
      module: 'shared-ui',
      version: '1.9.0',
      kind: 'library',
      contract: {
        shared: { react: '^19.0.0' },
        provides: { '@tessera/shared-ui': { version: '1.9.0', file: 'x.js' } },
      },
    } as const;
    expect(codes(frame, live(library))).toEqual([]);
    const app = next(product.orders, () => appContract(ordersOperations, {}, { '@tessera/shared-ui': '^2.0.0' }));
    expect(codes(app)).toEqual(['SHARED_UNSATISFIED @tessera/shared-ui']);
    expect(
      codes(
        app,
        live({
          ...library,
          version: '2.1.0',
          contract: { ...library.contract, provides: { '@tessera/shared-ui': { version: '2.1.0', file: 'x.js' } } },
        }),
      ),
    ).toEqual([]);
  });

  describe('where shared-ui is released by itself', () => {
    const ui = (version: string) =>
      ({
        module: 'shared-ui',
        version,
        kind: 'library',
        contract: {
          shared: { react: '^19.0.0' },
          provides: { '@tessera/shared-ui': { version, file: 'x.js' } },
        },
      }) as const;
    const { '@tessera/shared-ui': _, ...brought } = react;
    /** The shell brings React, and takes shared-ui like any app. */
    const frame = next(shell(brought), (contract) => ({ ...contract, shared: { '@tessera/shared-ui': '^1.0.0' } }));
    const needing = (range: string) =>
      next(product.orders, (contract) => ({ ...contract, operations: [], shared: { '@tessera/shared-ui': range } }));
    const set = (...releases: LiveRelease[]) => ({ environment: 'production', position: '1', releases });
    const verdict = (candidate: ContractOf, ...releases: LiveRelease[]) =>
      judge(candidate, set(...releases), { teams }).refusals.map(
        ({ code, consumer, provider }) =>
          `${code} ${consumer.module}@${consumer.version} ${provider.module}@${provider.version}`,
      );
    const app = live(needing('^1.0.0'));

    it('a second major takes nothing from whoever is on the first', () => {
      expect(verdict(ui('2.0.0'), live(frame), app, live(ui('1.0.0')))).toEqual([]);
      expect(verdict(needing('^2.0.0'), live(frame), live(ui('1.0.0')), live(ui('2.0.0')))).toEqual([]);
    });

    it('an app whose range nothing live takes is refused, with what there is and where it is asked', () => {
      const refusals = judge(needing('^3.0.0'), set(live(frame), live(ui('1.0.0')), live(ui('2.0.0'))), {
        teams,
      }).refusals;
      expect(refusals.map(({ provider }) => `${provider.module}@${provider.version}`)).toEqual([
        'shared-ui@1.0.0',
        'shared-ui@2.0.0',
      ]);
      expect(refusals[0]).toMatchObject({
        code: 'SHARED_UNSATISFIED',
        subject: '@tessera/shared-ui',
        message: 'is provided as 1.0.0, and ^3.0.0 is needed',
        places: [{ file: 'apps/orders/package.json', line: 1 }],
        consumer: { module: 'orders', owner: { team: 'orders' } },
      });
    });

    it('a release that leaves the range of an app, or of the frame, is refused; what stays keeps the line whole', () => {
      const fussy = live(needing('~1.4.0'));
      expect(verdict(ui('1.5.0'), live(frame), fussy, live(ui('1.4.2')))).toEqual([
        `SHARED_UNSATISFIED orders@${fussy.version} shared-ui@1.5.0`,
      ]);
      // What it would return to must do, too.
      expect(verdict(needing('^1.4.0'), live(frame), live(ui('1.4.0')), live(ui('1.3.0'), ['previous']))).toHaveLength(
        1,
      );
    });

    it('nobody is blamed for what was wrong before', () => {
      const lost = live(needing('^3.0.0'));
      expect(verdict(ui('1.0.1'), live(frame), lost, live(ui('1.0.0')))).toEqual([]);
    });

    it('a frame that stops bringing it, or asks for what is not there, is refused', () => {
      const before = live(shell(react));
      expect(verdict(frame, before, app)).toEqual([
        `SHARED_UNSATISFIED orders@${app.version} shell@${frame.version}`,
        `SHARED_UNSATISFIED shell@${frame.version} shared-ui@*`,
      ]);
      expect(verdict(frame, before, app, live(ui('1.0.0')))).toEqual([]);
      expect(verdict(frame, before, live(ui('2.0.0')))).toEqual([
        `SHARED_UNSATISFIED shell@${frame.version} shared-ui@2.0.0`,
      ]);
    });

    it('a release of it that only open tabs run is in nobody’s way: what comes to such a page brings its own', () => {
      const left = live(ui('1.3.0'), ['tabs'], 4);
      expect(verdict(needing('^1.4.0'), live(frame), live(ui('1.4.0')), left)).toEqual([]);
      const react20 = shell({ ...brought, react: '20.0.0', 'react-dom': '20.0.0' });
      expect(verdict(react20, left)).toEqual([]);
      // What everybody has, and tabs as well, counts.
      expect(verdict(react20, live(ui('1.4.0'), ['stable', 'tabs'], 4))).toHaveLength(1);
    });

    it('has the single React from the frame', () => {
      expect(
        verdict(shell({ ...brought, react: '20.0.0', 'react-dom': '20.0.0' }), live(frame), live(ui('1.0.0'))),
      ).toEqual([`SHARED_UNSATISFIED shared-ui@1.0.0 shell@${shell(brought).version}`]);
    });
  });

  it('has a slot for every filling, which hands over what the filling reads', () => {
    const offers = (slots: object) =>
      next(
        product.catalog,
        (contract) => ({ ...contract, contributions: { ...contract.contributions, slots } }) as never,
      );
    const slot = 'catalog/product-actions/v1';
    expect(codes(offers({ offers: ['catalog/product-actions/v2'], fills: [] }))).toEqual([`SLOT_MISSING ${slot}`]);
    expect(
      codes(
        offers({
          offers: [slot],
          fills: [],
          gives: { [slot]: { type: 'object', properties: { ean: { type: 'string' } }, required: ['ean'] } },
        }),
      ),
    ).toEqual([`SLOT_PROPS ${slot} sku`]);
    const filler = next(
      product.orders,
      (contract) =>
        ({
          ...contract,
          contributions: { ...contract.contributions, slots: { offers: [], fills: ['catalog/aside/v1'] } },
        }) as never,
    );
    expect(codes(filler)).toEqual(['SLOT_MISSING catalog/aside/v1']);
  });

  it('gives every path and command to one app', () => {
    const claims = next(
      product.catalog,
      (contract) =>
        ({
          ...contract,
          contributions: {
            ...contract.contributions,
            routes: [
              { path: '/orders/$id', page: 'p', title: 'x' },
              { path: '/orders/new', page: 'p', title: 'x' },
            ],
            commands: [{ id: 'orders.new', label: 'x' }],
          },
        }) as never,
    );
    expect(codes(claims)).toEqual(['ROUTE_TAKEN /orders/$id', 'COMMAND_TAKEN orders.new']);
  });
});
