/**
 * What ought to have come of the log, by a fold that knows neither casts nor services: it reads both shapes by hand.
 */
import type { Commit } from '@tessera/event-log';
import type { CarrierDocument, ParcelDocument } from './ages.ts';

export interface Verdict {
  readonly parcels: ReadonlyMap<string, ParcelDocument>;
  readonly carriers: ReadonlyMap<string, CarrierDocument>;
  /** Version → events recorded in it. */
  readonly versions: Readonly<Record<string, number>>;
  /** Times a parcel was handed to the carrier that had it: decided on a misread event. */
  readonly misdecided: number;
  readonly commandIds: readonly string[];
}

export function judge(commits: readonly Commit[]): Verdict {
  const parcels = new Map<string, ParcelDocument>();
  const carriers = new Map<string, CarrierDocument>();
  const versions: Record<string, number> = {};
  const commandIds: string[] = [];
  let misdecided = 0;
  for (const { events, commandId } of commits) {
    if (commandId !== undefined) commandIds.push(commandId);
    for (const { version, data } of events) {
      versions[version] = (versions[version] ?? 0) + 1;
      const carrier = String(version === 1 ? data['carrier'] : (data['parcel'] as { carrier: string }).carrier);
      const express = version === 1 ? data['speed'] === 'FAST' : data['service'] === 'EXPRESS';
      const { id, amount } = data as { id: string; amount: number };
      const before = parcels.get(id);
      if (before?.carrier === carrier) misdecided += 1;
      parcels.set(id, { id, carrier, express, amount, times: (before?.times ?? 0) + 1 });
      const sum = carriers.get(carrier) ?? { carrier, parcels: 0, amount: 0, express: 0 };
      carriers.set(carrier, {
        carrier,
        parcels: sum.parcels + 1,
        amount: sum.amount + amount,
        express: sum.express + Number(express),
      });
    }
  }
  return { parcels, carriers, versions, misdecided, commandIds };
}
