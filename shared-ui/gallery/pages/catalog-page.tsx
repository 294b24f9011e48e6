import { useState } from 'react';
import {
  Button,
  DataTable,
  KeyValueList,
  Money,
  Page,
  PageHeader,
  PartDrawing,
  SearchField,
  Section,
  Select,
  SidePanel,
  Split,
  StatusBadge,
  type Column,
} from '../../src/index.ts';
import { parts, type SamplePart } from '../sample/parts.ts';

const columns: Column<SamplePart>[] = [
  {
    id: 'part',
    header: 'Part',
    cell: (row) => (
      <span className="gallery-part">
        <PartDrawing category={row.category} name={row.name} attributes={row.attributes} size={32} />
        {row.name}
      </span>
    ),
  },
  { id: 'sku', header: 'SKU', width: 130, priority: 2, cell: (row) => <span className="ts-figures">{row.sku}</span> },
  { id: 'category', header: 'Category', width: 110, priority: 3, cell: (row) => row.category },
  {
    id: 'stock',
    header: 'Stock',
    width: 120,
    cell: () => (
      <StatusBadge tone="success" plain>
        In stock
      </StatusBadge>
    ),
  },
  { id: 'price', header: 'Price', width: 110, align: 'end', cell: (row) => <Money minor={row.unitPrice} /> },
];
const rowKey = (row: SamplePart) => row.sku;

export function CatalogPage() {
  const [sku, setSku] = useState<string | null>('PMP-CEN-50');
  const [category, setCategory] = useState('all');
  const part = parts.find((each) => each.sku === sku);
  const panel = part ? (
    <SidePanel
      title={part.name}
      subtitle={part.sku}
      onClose={() => setSku(null)}
      footer={<Button variant="primary">Add to order</Button>}
    >
      <Section>
        <PartDrawing
          category={part.category}
          name={part.name}
          attributes={part.attributes}
          title={`Drawing of ${part.name}`}
        />
        <p className="gallery-soft">Serviced in line: what wears comes out without touching the pipework.</p>
      </Section>
      <Section title="Data sheet">
        <KeyValueList
          items={part.attributes.map(({ name, value, unit }) => ({
            label: name,
            value: unit ? `${value} ${unit}` : value,
          }))}
        />
      </Section>
    </SidePanel>
  ) : null;
  return (
    <Split panel={panel}>
      <Page>
        <PageHeader title="Catalog" about="Every part we sell, with today's price and what is free in the warehouse.">
          <SearchField label="Search parts" value="" onChange={() => {}} />
          <Select
            label="Category"
            hideLabel
            value={category}
            onChange={setCategory}
            options={['all', 'Pumps', 'Valves', 'Fittings', 'Seals', 'Sensors', 'Filters'].map((id) => ({
              id,
              label: id === 'all' ? 'All categories' : id,
              aside: 12,
            }))}
          />
        </PageHeader>
        <DataTable
          label="Parts"
          columns={columns}
          rows={parts.filter((each) => category === 'all' || each.category === category)}
          rowKey={rowKey}
          onOpen={(row) => setSku(row.sku)}
          selectedKey={sku}
        />
      </Page>
    </Split>
  );
}
