import { PageHeader, PartDrawing } from '../../src/index.ts';
import { parts } from '../sample/parts.ts';

export function DrawingsPage() {
  return (
    <>
      <PageHeader title="Drawings" about={`${parts.length} parts`} />
      <div className="gallery-grid gallery-pad">
        {parts.map(({ sku, category, name, attributes }) => (
          <figure key={sku} className="gallery-drawing">
            <PartDrawing category={category} name={name} attributes={attributes} />
            <figcaption className="gallery-part">
              <PartDrawing category={category} name={name} attributes={attributes} size={32} />
              {name}
            </figcaption>
          </figure>
        ))}
      </div>
    </>
  );
}
