import { IconButton, Icon, Money, TextField } from '@tessera/shared-ui';
import { parseQuantity, removePart, setQuantity, type DraftProblems, type OrderDraft } from './order-draft.ts';

interface DraftLinesProps {
  readonly draft: OrderDraft;
  readonly problems: DraftProblems;
  readonly onChange: (draft: OrderDraft) => void;
  /** A quantity was left: the moment to say what is wrong with it. */
  readonly onLeave: () => void;
}

/** The parts on the order. A quantity stays as typed, also when it is wrong: a field that corrects people loses what they meant. */
export function DraftLines({ draft, problems, onChange, onLeave }: DraftLinesProps) {
  return (
    <ul className="orders-draft">
      {draft.lines.map((line) => (
        <li key={line.sku} className="orders-draft__line">
          <span className="orders-draft__part">
            <span className="orders-draft__name">{line.name}</span>
            <span className="orders-draft__sku">
              {line.sku} · <Money minor={line.unitPrice} currency={line.currency} /> each
            </span>
          </span>
          <TextField
            label={`Quantity of ${line.name}, ${line.sku}`}
            hideLabel
            inputMode="numeric"
            autoComplete="off"
            className="orders-draft__quantity"
            value={line.quantity}
            onChange={(quantity) => onChange(setQuantity(draft, line.sku, quantity))}
            onBlur={onLeave}
            error={problems.lines[line.sku]}
          />
          <span className="orders-draft__amount">
            <Money minor={line.unitPrice * (parseQuantity(line.quantity) ?? 0)} currency={line.currency} />
          </span>
          <IconButton
            label={`Remove ${line.name}`}
            icon={<Icon name="x" size={14} />}
            onPress={() => onChange(removePart(draft, line.sku))}
          />
        </li>
      ))}
    </ul>
  );
}
