/** Fills `catalog/product-actions/v1`: puts the part that catalog shows on the person's order. */
import { notify, useDraft, useQuery, useUser } from '@tessera/app-kit';
import { Button, Icon } from '@tessera/shared-ui';
import { OrdersProductForLineDocument } from '#graphql';
import { addPart, draftKey, emptyDraft, type OrderDraft } from '../draft/order-draft.ts';

interface ProductActionsProps {
  readonly sku: string;
  readonly withdrawn: boolean;
}

export default function AddToOrder({ sku, withdrawn }: ProductActionsProps) {
  const user = useUser();
  const [draft, setDraft] = useDraft<OrderDraft>(draftKey, emptyDraft);
  const { data } = useQuery(OrdersProductForLineDocument, { sku });
  const mayOrder = user?.roles.some((role) => role === 'customer' || role === 'staff') ?? false;
  if (!mayOrder || withdrawn) return null;
  const product = data?.product;

  const add = () => {
    if (!product) return;
    const { name, unitPrice, currency } = product;
    setDraft(addPart(draft, { sku, name, unitPrice, currency }));
    notify({
      tone: 'success',
      message: `${name} is on your order.`,
      action: { label: 'Open the order', to: '/orders/new' },
    });
  };

  return (
    <Button variant="primary" icon={<Icon name="plus" />} isDisabled={!product} onPress={add}>
      Add to order
    </Button>
  );
}
