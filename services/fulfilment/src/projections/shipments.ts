import type { Goods } from '../events.ts';
import type { ShipmentStatus } from '../streams/shipment.ts';
import { projection } from '../vocabulary.ts';

/** GraphQL's Shipment, and whose order it is: that decides who may read it. */
export interface ShipmentDocument {
  readonly id: string;
  readonly orderNumber: string;
  readonly customerId: string;
  readonly status: ShipmentStatus;
  readonly lines: readonly Goods[];
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly carrier: string | null;
  readonly trackingCode: string | null;
  /** Null until it has left. */
  readonly parcels: number | null;
  readonly version: string;
}

interface Happened {
  readonly time: string;
  readonly version: string;
}

/** Every shipment, by the id of its order. One partition: the dispatch board shows them all. */
export const shipments = projection<ShipmentDocument>({
  type: 'Shipment',
  indexes: { createdAt: (shipment) => shipment.createdAt, status: (shipment) => shipment.status },
  search: ({ orderNumber, lines }) => [orderNumber, ...lines.flatMap((line) => [line.sku, line.name])].join(' '),
  on: {
    ShipmentCreated: (docs, e) => {
      const { orderId, orderNumber, customerId, lines } = e.data;
      docs.put(orderId, {
        id: orderId,
        orderNumber,
        customerId,
        status: 'TO_PICK',
        lines,
        createdAt: e.time,
        updatedAt: e.time,
        carrier: null,
        trackingCode: null,
        parcels: null,
        version: e.version,
      });
    },
    ShipmentPicked: (docs, e) => docs.patch(e.data.orderId, (shipment) => moved(shipment, 'PICKED', e)),
    ShipmentDispatched: (docs, e) => {
      const { orderId, carrier, trackingCode, parcels } = e.data;
      docs.patch(orderId, (shipment) => ({ ...moved(shipment, 'DISPATCHED', e), carrier, trackingCode, parcels }));
    },
    ShipmentDelivered: (docs, e) => docs.patch(e.data.orderId, (shipment) => moved(shipment, 'DELIVERED', e)),
    ShipmentCancelled: (docs, e) => docs.patch(e.data.orderId, (shipment) => moved(shipment, 'CANCELLED', e)),
    // Nothing changes for the warehouse, but the stream has moved on, and `basedOn` must name its newest position.
    ShipmentCancellationRefused: (docs, e) =>
      docs.patch(e.data.orderId, (shipment) => ({ ...shipment, version: e.version })),
  },
});

function moved(shipment: ShipmentDocument, status: ShipmentStatus, { time, version }: Happened): ShipmentDocument {
  return { ...shipment, status, updatedAt: time, version };
}
