import Trash2 from 'lucide-react/icons/trash-2';
import { useState } from 'react';
import {
  Banner,
  Button,
  ComboBox,
  IconButton,
  Money,
  NumberField,
  Page,
  PageHeader,
  TextArea,
  TextField,
} from '../../src/index.ts';

const parts = [
  {
    id: 'PMP-CEN-50',
    label: 'Centrifugal pump, end suction, DN 50',
    detail: 'PMP-CEN-50',
    aside: <Money minor={94500} />,
  },
  {
    id: 'VLV-BAL-25',
    label: 'Ball valve, brass, full bore, DN 25',
    detail: 'VLV-BAL-25',
    aside: <Money minor={1690} />,
  },
  {
    id: 'SEA-ORE-32x3',
    label: 'O-ring EPDM 70, pack of 10, 32 × 3 mm',
    detail: 'SEA-ORE-32x3',
    aside: <Money minor={460} />,
  },
];

export function NewOrderPage() {
  const [part, setPart] = useState<string | null>(null);
  const [quantity, setQuantity] = useState(2);
  const [note, setNote] = useState('');
  return (
    <Page width="text">
      <PageHeader title="New order" about="Parts leave the warehouse within one working day." />
      <form className="gallery-form" onSubmit={(event) => event.preventDefault()}>
        <Banner tone="warning" title="One price changed since you began">
          Vertical multistage pump, DN 32 is <Money minor={112400} /> now.
        </Banner>
        <div className="gallery-line">
          <span>Ball valve, brass, full bore, DN 25</span>
          <NumberField
            label="Quantity"
            hideLabel
            value={quantity}
            onChange={setQuantity}
            minValue={1}
            maxValue={9999}
          />
          <span className="gallery-end">
            <Money minor={1690 * quantity} rolling />
          </span>
          <IconButton label="Remove line" icon={<Trash2 aria-hidden size={15} />} />
        </div>
        <ComboBox
          label="Add a part"
          options={parts}
          value={part}
          onChange={setPart}
          placeholder="Name or SKU"
          help="Type a few letters, then Enter."
        />
        <TextField
          label="Your reference"
          isOptional
          error="A reference has at most 20 characters. Shorten it by 4."
          defaultValue="HB-2026-11-MAINTENANCE-23"
        />
        <TextArea
          label="Note for the warehouse"
          isOptional
          value={note}
          onChange={setNote}
          help="Printed on the delivery note."
        />
        <div className="gallery-row">
          <Button variant="primary" type="submit" shortcut="⌘ ↵">
            Place order
          </Button>
          <Button variant="quiet">Discard</Button>
        </div>
      </form>
    </Page>
  );
}
