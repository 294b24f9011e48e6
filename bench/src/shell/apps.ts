/** The product's apps, as both peers hold them. */
export const apps = ['catalog', 'orders', 'fulfilment', 'insights', 'releases'] as const;
