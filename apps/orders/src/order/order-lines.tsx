import { Link } from '@tessera/app-kit';
import { Money, PartDrawing } from '@tessera/shared-ui';
import type { OrdersOrderQuery } from '#graphql';

type Line = NonNullable<OrdersOrderQuery['order']>['lines'][number];

/** What was ordered, as it was called and priced then. Without catalog there is no drawing; nothing else is missing. */
export function OrderLines({ lines, currency }: { readonly lines: readonly Line[]; readonly currency: string }) {
  return (
    <ul className="orders-lines">
      {lines.map((line) => (
        <li key={line.line} className="orders-lines__line">
          {line.product ? (
            <PartDrawing category={line.product.category} attributes={line.product.attributes} size={36} />
          ) : (
            <span className="orders-lines__blank" aria-hidden />
          )}
          <span className="orders-lines__part">
            <Link to={`/catalog/${encodeURIComponent(line.sku)}`}>{line.name}</Link>
            <span className="orders-lines__sku">
              {line.sku} · {line.quantity} × <Money minor={line.unitPrice} currency={currency} />
            </span>
          </span>
          <Money minor={line.amount} currency={currency} />
        </li>
      ))}
    </ul>
  );
}
