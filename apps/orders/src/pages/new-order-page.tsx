/** The order form. What is typed is kept until the order is placed, whatever happens in between. */
import { notify, useCommand, useDraft, useNavigate, useSearch, type Problem } from '@tessera/app-kit';
import { Banner, Button, EmptyState, Money, Page, PageHeader, TextArea } from '@tessera/shared-ui';
import { useState, type FormEvent } from 'react';
import { OrdersPlaceOrderDocument } from '#graphql';
import { DraftLines } from '../draft/draft-lines.tsx';
import {
  draftKey,
  emptyDraft,
  parseQuantity,
  problemsOf,
  setNote,
  totalOf,
  type DraftProblems,
  type OrderDraft,
} from '../draft/order-draft.ts';
import { PartPicker } from '../draft/part-picker.tsx';
import { useAddFromAddress } from '../draft/use-add-from-address.ts';
import '../styles.css';

const nothingWrong: DraftProblems = { lines: {} };

export default function NewOrderPage() {
  const navigate = useNavigate();
  const [draft, setDraft, clearDraft] = useDraft<OrderDraft>(draftKey, emptyDraft);
  const [problems, setProblems] = useState(nothingWrong);
  const [refusal, setRefusal] = useState<Problem>();
  const [place, { running }] = useCommand(OrdersPlaceOrderDocument);
  const [search, setSearch] = useSearch();
  useAddFromAddress(search['add'], setDraft, () => setSearch({ add: undefined }, { replace: true }));

  const change = (next: OrderDraft) => {
    setDraft(next);
    setRefusal(undefined);
    // What was complained about is taken back as soon as it is mended; new complaints wait for leaving the field or sending.
    if (problems !== nothingWrong) setProblems(problemsOf(next) ?? nothingWrong);
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const wrong = problemsOf(draft);
    setProblems(wrong ?? nothingWrong);
    if (wrong) return;
    const lines = draft.lines.map(({ sku, quantity }) => ({ sku, quantity: parseQuantity(quantity) ?? 0 }));
    const { data, problem } = await place({
      input: { commandId: draft.commandId, lines, note: draft.note.trim() === '' ? null : draft.note.trim() },
    });
    const refused = problem ?? data?.placeOrder.problem;
    if (refused) {
      showRefusal(refused);
      return;
    }
    if (!data) return;
    const { order } = data.placeOrder;
    clearDraft();
    // Recorded, but a service under load may not have the document yet: the list shows it when it comes.
    notify({ tone: 'success', message: order ? `${order.number} is placed.` : 'Your order is placed.' });
    navigate(order ? `/orders/${order.id}` : '/orders');
  };

  const showRefusal = (refused: {
    readonly code: string;
    readonly message: string;
    readonly field?: string | null | undefined;
  }) => {
    const index = /^lines\.(\d+)/.exec(refused.field ?? '')?.[1];
    const line = index === undefined ? undefined : draft.lines[Number(index)];
    if (line) setProblems({ lines: { [line.sku]: refused.message } });
    else setRefusal({ code: refused.code, message: refused.message });
  };

  return (
    <Page width="text">
      <PageHeader
        title="New order"
        about="Stock is reserved the moment you place it; you see at once whether we have everything."
      />
      <form className="orders-form" onSubmit={(event) => void submit(event)} noValidate aria-label="New order">
        {refusal ? (
          <Banner tone="danger" title="The order was not placed">
            {refusal.message}
          </Banner>
        ) : null}
        <PartPicker draft={draft} onChange={change} error={problems.order} />
        {draft.lines.length === 0 ? (
          <EmptyState icon="shopping-cart" title="Nothing on this order yet">
            Find a part above, or add one from its page in the catalog.
          </EmptyState>
        ) : (
          <DraftLines
            draft={draft}
            problems={problems}
            onChange={change}
            onLeave={() => setProblems(problemsOf(draft) ?? nothingWrong)}
          />
        )}
        <TextArea
          label="Note"
          isOptional
          help="For the people who pack it."
          value={draft.note}
          onChange={(note) => change(setNote(draft, note))}
          maxLength={500}
        />
        <div className="orders-form__foot">
          <span className="orders-form__total">
            Total <Money minor={totalOf(draft)} currency={draft.lines[0]?.currency ?? 'EUR'} />
          </span>
          <Button type="submit" variant="primary" isPending={running}>
            Place order
          </Button>
        </div>
      </form>
    </Page>
  );
}
