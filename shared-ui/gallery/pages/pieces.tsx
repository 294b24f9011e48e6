/** Every small piece on one page; also what the accessibility test reads. */
import Plus from 'lucide-react/icons/plus';
import X from 'lucide-react/icons/x';
import { useState } from 'react';
import {
  Avatar,
  Banner,
  Button,
  ButtonLink,
  Checkbox,
  ComboBox,
  Dialog,
  IconButton,
  Kbd,
  KeyValueList,
  LiveDot,
  Menu,
  Money,
  NewRowsNotice,
  NumberField,
  Numeric,
  PageHeader,
  PartDrawing,
  RelativeTime,
  SearchField,
  Section,
  SegmentedControl,
  Select,
  Skeleton,
  Sparkline,
  StatusBadge,
  Switch,
  Tabs,
  TextArea,
  TextField,
  TextLink,
  Tooltip,
  type StatusShape,
  type Tone,
} from '../../src/index.ts';

const tones: Tone[] = ['neutral', 'info', 'brand', 'success', 'warning', 'danger'];
const shapes: StatusShape[] = ['open', 'waiting', 'quarter', 'half', 'most', 'done', 'failed', 'stopped'];
const options = [
  { id: 'dhl', label: 'DHL', detail: 'Next working day' },
  { id: 'ups', label: 'UPS', detail: 'Two days' },
  { id: 'own', label: 'Own van' },
];

export function Pieces() {
  const [carrier, setCarrier] = useState<string | null>('dhl');
  const [count, setCount] = useState(42);
  const [view, setView] = useState('board');
  const [asking, setAsking] = useState(false);
  const [text, setText] = useState('');
  return (
    <>
      <PageHeader title="Pieces" about="Every small piece, as it is." />
      <div className="gallery-pad">
        <Section title="Actions">
          <div className="gallery-row">
            <Button variant="primary" icon={<Plus aria-hidden size={15} />}>
              Place order
            </Button>
            <Button>Save</Button>
            <Button variant="quiet">Discard</Button>
            <Button variant="danger" onPress={() => setAsking(true)}>
              Withdraw part
            </Button>
            <Button variant="primary" isPending>
              Placing
            </Button>
            <Button isDisabled>Save</Button>
            <Button size="small">Pick</Button>
            <ButtonLink href="#orders">Go to orders</ButtonLink>
            <IconButton label="Close" shortcut="Esc" icon={<X aria-hidden size={16} />} />
            <Tooltip content="Adds one">
              <Button onPress={() => setCount(count + 1)}>Add one</Button>
            </Tooltip>
            <Menu
              trigger={<Button>More</Button>}
              items={[
                { id: 'a', label: 'Copy link', shortcut: 'c' },
                { id: 'b', label: 'Cancel order', tone: 'danger' },
              ]}
            />
            <TextLink href="#orders">BW-10023</TextLink>
            <Kbd>g o</Kbd>
          </div>
        </Section>
        <Section title="Fields">
          <div className="gallery-grid">
            <TextField label="Carrier reference" help="As printed on the label." defaultValue="JD0146" />
            <TextField label="Price" suffix="EUR" defaultValue="12,x" error="Write a price like 12.50." />
            <NumberField label="Quantity" value={count} onChange={setCount} minValue={0} />
            <Select label="Carrier" options={options} value={carrier} onChange={setCarrier} />
            <ComboBox label="Find a carrier" options={options} value={carrier} onChange={setCarrier} isOptional />
            <SearchField label="Search parts" value={text} onChange={setText} shortcut="/" />
            <TextArea label="Note" isOptional defaultValue="Back gate, before ten." />
            <TextField label="Locked" isDisabled defaultValue="BW-10023" />
          </div>
        </Section>
        <Section title="Choices">
          <div className="gallery-row">
            <Checkbox defaultSelected>Only open</Checkbox>
            <Checkbox isIndeterminate>Some</Checkbox>
            <Checkbox>None</Checkbox>
            <Switch defaultSelected>Live</Switch>
            <Switch>Sound</Switch>
            <SegmentedControl
              label="Show as"
              value={view}
              onChange={setView}
              options={[
                { id: 'board', label: 'Board', count: 12 },
                { id: 'list', label: 'List' },
              ]}
            />
          </div>
          <Tabs
            label="Part"
            items={[
              {
                id: 'sheet',
                label: 'Data sheet',
                content: (
                  <KeyValueList
                    items={[
                      { label: 'Material', value: 'Brass CW617N' },
                      { label: 'Pressure rating', value: 'PN 40' },
                    ]}
                  />
                ),
              },
              { id: 'stock', label: 'Stock', count: 3, content: 'Three places.' },
            ]}
          />
        </Section>
        <Section title="Status">
          <div className="gallery-row">
            {tones.map((tone) => (
              <StatusBadge key={tone} tone={tone}>
                {tone}
              </StatusBadge>
            ))}
          </div>
          <div className="gallery-row">
            {shapes.map((shape) => (
              <StatusBadge key={shape} tone="info" shape={shape} plain>
                {shape}
              </StatusBadge>
            ))}
          </div>
          <div className="gallery-row">
            <LiveDot state="live" />
            <LiveDot state="reconnecting" />
            <LiveDot state="offline" since={new Date(2026, 10, 23, 9, 41)} />
          </div>
          {tones.slice(1).map((tone) => (
            <Banner
              key={tone}
              tone={tone}
              title="The price was changed meanwhile"
              actions={<Button size="small">Show</Button>}
            >
              It is €16.90 now.
            </Banner>
          ))}
        </Section>
        <Section title="Figures">
          <div className="gallery-row">
            <Numeric value={count} suffix=" free" />
            <Money minor={129_900} />
            <RelativeTime at="2026-11-23T08:00:00.000Z" />
            <Sparkline
              values={[4, 6, 5, 9, 8, 12, 11, 15, 14, 19]}
              label="Orders per day rose from 4 to 19 in ten days"
            />
            <Avatar name="Ada Marsh" />
            <Avatar name="Jonas Reed" />
            <Avatar name="Mina Okafor" />
            <Skeleton width={160} />
            <PartDrawing
              category="Valves"
              name="Ball valve"
              attributes={[{ name: 'Nominal size', value: 'DN 25' }]}
              size={96}
              title="Ball valve, DN 25"
            />
          </div>
          <NewRowsNotice count={3} onShow={() => {}} noun={['order', 'orders']} />
        </Section>
      </div>
      <Dialog
        isOpen={asking}
        onClose={() => setAsking(false)}
        title="Withdraw this part?"
        about="It can't be ordered any more. Orders already placed keep it."
        role="alertdialog"
        size="small"
        actions={
          <>
            <Button onPress={() => setAsking(false)}>Keep it</Button>
            <Button variant="danger" onPress={() => setAsking(false)}>
              Withdraw part
            </Button>
          </>
        }
      />
    </>
  );
}
