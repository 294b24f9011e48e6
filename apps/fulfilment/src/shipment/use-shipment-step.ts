/** The one step that takes a shipment onward, based on what the person saw: a step somebody else took meanwhile is not taken twice. */
import { notify, useCommand } from '@tessera/app-kit';
import {
  FulfilmentDeliverShipmentDocument,
  FulfilmentDispatchShipmentDocument,
  FulfilmentPickShipmentDocument,
} from '#graphql';
import type { Step } from './shipment-status.ts';

/** Who carries it when nobody says otherwise. */
const defaultCarrier = 'Brightwater Van';

export function useShipmentStep(shipment: {
  readonly id: string;
  readonly orderNumber: string;
  readonly version: string;
}) {
  const [pick, picking] = useCommand(FulfilmentPickShipmentDocument);
  const [dispatch, dispatching] = useCommand(FulfilmentDispatchShipmentDocument);
  const [deliver, delivering] = useCommand(FulfilmentDeliverShipmentDocument);

  const run = async (step: Step, carrier: string = defaultCarrier): Promise<void> => {
    const input = { id: shipment.id, basedOn: shipment.version };
    const refused = await attempt[step](input, carrier);
    if (refused) notify({ tone: 'danger', message: `${shipment.orderNumber}: ${refused.message}` });
  };

  type Input = { id: string; basedOn: string };
  const attempt = {
    pick: async (input: Input) => {
      const { data, problem } = await pick({ input });
      return problem ?? data?.pickShipment.problem;
    },
    dispatch: async (input: Input, carrier: string) => {
      const { data, problem } = await dispatch({ input: { ...input, carrier } });
      return problem ?? data?.dispatchShipment.problem;
    },
    deliver: async (input: Input) => {
      const { data, problem } = await deliver({ input });
      return problem ?? data?.deliverShipment.problem;
    },
  };

  return { run, running: picking.running || dispatching.running || delivering.running };
}
