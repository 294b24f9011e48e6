/** Reading stream names of commits: whose, of what type, which entity. Names in the log are valid by construction. */
export interface StreamParts {
  readonly service: string;
  readonly type: string;
  readonly id: string;
}

export function partsOf(stream: string): StreamParts {
  const first = stream.indexOf('.', 3);
  const second = stream.indexOf('.', first + 1);
  return { service: stream.slice(3, first), type: stream.slice(first + 1, second), id: stream.slice(second + 1) };
}

/** The service whose event `type` is, by the name that `own` uses for it: own `OrderPlaced`, foreign `fulfilment.StockReserved`. */
export function serviceOf(type: string, own: string): string {
  return type.includes('.') ? type.slice(0, type.indexOf('.')) : own;
}

/** Where the state of a service's policies is kept: `ev.<service>.policy.<name>`. */
export const policyStreamType = 'policy';

/** Where a service's event contract is recorded: `ev.<service>.contract.events`. */
export const contractStreamType = 'contract';

/** Where decisions about parked events are kept: `ev.<service>.parked.decisions`. */
export const parkingStreamType = 'parked';
