/** What is said of things that are not there. */
import type { Problem } from '@tessera/service-kit';

export function unknownProduct(sku: string): Problem {
  return { code: 'UNKNOWN_PRODUCT', message: `The catalog has no product “${sku}”. Check the number.`, field: 'sku' };
}

export function unknownShipment(id: string): Problem {
  const message = `There is no shipment “${id}”. Its stock may not be reserved yet; look at the board again.`;
  return { code: 'UNKNOWN_SHIPMENT', message, field: 'id' };
}
