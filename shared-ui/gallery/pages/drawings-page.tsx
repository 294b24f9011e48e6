import { products } from '../../../services/catalog/scenarios/products.ts';
import { PageHeader, PartDrawing } from '../../src/index.ts';

// One size of each family and, to see how size changes a drawing, all sizes of a few.
const all = ['PMP-CEN', 'VLV-BAL', 'FIT-FLG', 'SEA-ORE'];
const shown = products.filter(({ sku }, at) => {
  const family = sku.slice(0, 7);
  return all.includes(family) || products[at - 1]?.sku.slice(0, 7) !== family;
});

export function DrawingsPage() {
  return (
    <>
      <PageHeader title="Drawings" about={`${shown.length} of ${products.length} parts`} />
      <div className="gallery-grid gallery-pad">
        {shown.map((part) => (
          <figure key={part.sku} className="gallery-drawing">
            <PartDrawing category={part.category} name={part.name} attributes={part.attributes} />
            <figcaption className="gallery-part">
              <PartDrawing category={part.category} name={part.name} attributes={part.attributes} size={32} />
              {part.name}
            </figcaption>
          </figure>
        ))}
      </div>
    </>
  );
}
