import Plus from 'lucide-react/icons/plus';
import { useState } from 'react';
import {
  Button,
  DataTable,
  IconButton,
  KeyValueList,
  Menu,
  Money,
  Page,
  PageHeader,
  RelativeTime,
  SearchField,
  Section,
  SegmentedControl,
  SidePanel,
  Split,
  StatusBadge,
  Timeline,
  type Column,
} from '../../src/index.ts';
import Ellipsis from 'lucide-react/icons/ellipsis';
import { orders, statuses, type SampleOrder } from '../sample/orders.ts';

function Status({ of, plain = false }: { of: string; plain?: boolean }) {
  const status = statuses[of];
  return status ? (
    <StatusBadge tone={status.tone} shape={status.shape} plain={plain}>
      {status.word}
    </StatusBadge>
  ) : null;
}

const columns: Column<SampleOrder>[] = [
  { id: 'number', header: 'Order', width: 120, cell: (order) => <span className="ts-figures">{order.number}</span> },
  { id: 'customer', header: 'Customer', cell: (order) => order.customer },
  { id: 'status', header: 'Status', width: 150, cell: (order) => <Status of={order.status} />, phone: 'aside' },
  { id: 'lines', header: 'Lines', width: 72, align: 'end', priority: 3, cell: (order) => order.lines },
  {
    id: 'total',
    header: 'Total',
    width: 120,
    align: 'end',
    sortable: true,
    cell: (order) => <Money minor={order.total} />,
  },
  {
    id: 'placed',
    header: 'Placed',
    width: 130,
    align: 'end',
    priority: 2,
    sortable: true,
    phone: 'detail',
    cell: (order) => <RelativeTime at={order.placedAt} />,
  },
];

const rowKey = (order: SampleOrder) => order.id;

export function OrdersPage({ opened = null }: { opened?: string | null }) {
  const [selected, setSelected] = useState<string | null>(opened);
  const [view, setView] = useState('open');
  const [text, setText] = useState('');
  const order = orders.find(({ id }) => id === selected);
  return (
    <Split panel={order ? <OrderPanel order={order} onClose={() => setSelected(null)} /> : null}>
      <Page>
        <PageHeader
          title="Orders"
          about="What customers asked for, and how far it is."
          actions={
            <Button variant="primary" icon={<Plus aria-hidden size={15} />}>
              Place order
            </Button>
          }
        >
          <SearchField label="Search orders" value={text} onChange={setText} shortcut="/" />
          <SegmentedControl
            label="Show"
            value={view}
            onChange={setView}
            options={[
              { id: 'open', label: 'Open', count: 14 },
              { id: 'done', label: 'Done' },
              { id: 'all', label: 'All' },
            ]}
          />
        </PageHeader>
        <DataTable
          label="Orders"
          columns={columns}
          rows={orders.filter((each) => each.customer.toLowerCase().includes(text.toLowerCase()))}
          rowKey={rowKey}
          onOpen={(each) => setSelected(each.id)}
          selectedKey={selected}
          sort={{ id: 'placed', descending: true }}
          onSort={() => {}}
          footer="22 of 1,204 orders"
        />
      </Page>
    </Split>
  );
}

function OrderPanel({ order, onClose }: { order: SampleOrder; onClose: () => void }) {
  const hour = 3_600_000;
  const placed = new Date(order.placedAt).getTime();
  return (
    <SidePanel
      title={order.number}
      subtitle={
        <>
          <Status of={order.status} /> {order.customer}
        </>
      }
      onClose={onClose}
      actions={
        <Menu
          trigger={<IconButton label="More" icon={<Ellipsis aria-hidden size={16} />} />}
          items={[
            { id: 'copy', label: 'Copy link', shortcut: 'c' },
            { id: 'cancel', label: 'Cancel order', tone: 'danger' },
          ]}
        />
      }
      footer={<Button>Cancel order</Button>}
    >
      <Section>
        <KeyValueList
          items={[
            { label: 'Placed', value: <RelativeTime at={order.placedAt} /> },
            { label: 'Total', value: <Money minor={order.total} /> },
            { label: 'Note', value: 'Deliver to the back gate before 10:00' },
          ]}
        />
      </Section>
      <Section title="Lines">
        <KeyValueList
          items={[
            {
              label: '2 × Ball valve, brass, full bore, DN 25',
              value: (
                <div className="gallery-end">
                  <Money minor={3380} />
                </div>
              ),
            },
            {
              label: '1 × Vertical multistage pump, DN 32',
              value: (
                <div className="gallery-end">
                  <Money minor={112400} />
                </div>
              ),
            },
          ]}
        />
      </Section>
      <Section title="History">
        <Timeline
          label="Order history"
          steps={[
            { id: '1', title: 'Placed', detail: 'by Ada Marsh', at: placed, tone: 'success' },
            { id: '2', title: 'Confirmed', detail: 'stock reserved', at: placed + 2_000, tone: 'success' },
            { id: '3', title: 'Picked', detail: 'by Jonas Reed', at: placed + hour / 3, tone: 'info', shape: 'half' },
            { id: '4', title: 'Dispatched' },
            { id: '5', title: 'Delivered' },
          ]}
        />
      </Section>
    </SidePanel>
  );
}
