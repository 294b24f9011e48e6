/** The board's columns, in the order goods move through them, and the one step that takes a shipment onward. */
import type { ShipmentStatus } from '#graphql';

export type Step = 'pick' | 'dispatch' | 'deliver';

export interface Column {
  readonly status: ShipmentStatus;
  readonly title: string;
  readonly empty: string;
  readonly step?: { readonly name: Step; readonly label: string };
}

export const columns: readonly Column[] = [
  {
    status: 'TO_PICK',
    title: 'To pick',
    empty: 'Confirmed orders arrive here.',
    step: { name: 'pick', label: 'Pick' },
  },
  {
    status: 'PICKED',
    title: 'Picked',
    empty: 'Picked goods wait here for a carrier.',
    step: { name: 'dispatch', label: 'Dispatch' },
  },
  {
    status: 'DISPATCHED',
    title: 'Dispatched',
    empty: 'What is on the road.',
    step: { name: 'deliver', label: 'Mark delivered' },
  },
  { status: 'DELIVERED', title: 'Delivered', empty: 'What has arrived.' },
];

export function columnOf(status: ShipmentStatus): Column | undefined {
  return columns.find((column) => column.status === status);
}

const labels: Record<ShipmentStatus, { label: string; tone: 'neutral' | 'info' | 'success' | 'warning' }> = {
  TO_PICK: { label: 'To pick', tone: 'neutral' },
  PICKED: { label: 'Picked', tone: 'info' },
  DISPATCHED: { label: 'Dispatched', tone: 'info' },
  DELIVERED: { label: 'Delivered', tone: 'success' },
  CANCELLED: { label: 'Cancelled', tone: 'warning' },
};

export function lookOf(status: ShipmentStatus) {
  return labels[status];
}

/** A column shows this many cards; its count tells of the rest. A thousand cards help nobody and cost everybody. */
export const shownPerColumn = 60;
