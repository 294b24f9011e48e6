import Search from 'lucide-react/icons/search';
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { Dialog, Modal, ModalOverlay } from 'react-aria-components';
import { Kbd } from '../figure/kbd.tsx';
import { Spinner } from '../state/spinner.tsx';
import { groupsFor, type PaletteGroup, type PaletteItem } from './palette-groups.ts';

export interface CommandPaletteProps {
  isOpen: boolean;
  onClose: () => void;
  /** Commands, places, and with `onTextChange` what a search answered. */
  items: readonly PaletteItem[];
  /** Enter or a press; the palette has closed by then. */
  onRun: (item: PaletteItem) => void;
  /** For searching elsewhere: ask, then pass the answers in `items` with `isResult`. */
  onTextChange?: ((text: string) => void) | undefined;
  isLoading?: boolean | undefined;
  /** @default 'Search or jump to…' */
  placeholder?: string | undefined;
}

/** ⌘K: everything that can be done, found by a few letters. Arrow keys and Enter; Esc closes and focus returns. */
export function CommandPalette({ isOpen, onClose, ...rest }: CommandPaletteProps) {
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable
      className="ts-overlay ts-overlay--top"
    >
      <Modal className="ts-palette">
        <Dialog aria-label="Command palette" className="ts-palette__dialog">
          <PaletteBody onClose={onClose} {...rest} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

// Its own component, so that each opening starts with an empty text.
function PaletteBody(props: Omit<CommandPaletteProps, 'isOpen'>) {
  const { onClose, items, onRun, onTextChange, isLoading = false, placeholder = 'Search or jump to…' } = props;
  const [text, setText] = useState('');
  const [marked, setMarked] = useState(0);
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const groups = groupsFor(items, text);
  const flat = groups.flatMap((group) => group.items);
  const current = flat[Math.min(marked, flat.length - 1)];
  const optionId = (item: PaletteItem) => `${id}-${item.id}`;

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [current?.id]);

  const run = (item: PaletteItem) => {
    onClose();
    onRun(item);
  };
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && flat.length > 0) {
      event.preventDefault();
      setMarked((at) => (Math.min(at, flat.length - 1) + step + flat.length) % flat.length);
    }
    // While an input method composes, Enter takes its suggestion.
    if (event.key === 'Enter' && !event.nativeEvent.isComposing && current) {
      event.preventDefault();
      run(current);
    }
  };

  return (
    <>
      <div className="ts-palette__field">
        <Search aria-hidden size={16} />
        <input
          className="ts-palette__input"
          role="combobox"
          aria-label={placeholder}
          aria-expanded={flat.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          {...(current ? { 'aria-activedescendant': optionId(current) } : {})}
          placeholder={placeholder}
          value={text}
          autoFocus
          autoComplete="off"
          spellCheck={false}
          onKeyDown={press}
          onChange={(event) => {
            setText(event.target.value);
            setMarked(0);
            onTextChange?.(event.target.value);
          }}
        />
        {isLoading ? <Spinner label="Searching" /> : <Kbd>Esc</Kbd>}
      </div>
      <div ref={list} className="ts-palette__list" id={`${id}-list`} role="listbox" aria-label="Commands">
        {groups.map((group, index) => (
          <PaletteSection
            key={group.name}
            group={group}
            titleId={`${id}-group-${index}`}
            optionId={optionId}
            current={current}
            onMark={(item) => setMarked(flat.indexOf(item))}
            onRun={run}
          />
        ))}
      </div>
      {flat.length === 0 && !isLoading ? (
        <p className="ts-palette__none" role="status">
          Nothing fits “{text}”.
        </p>
      ) : null}
    </>
  );
}

interface PaletteSectionProps {
  group: PaletteGroup;
  titleId: string;
  optionId: (item: PaletteItem) => string;
  current: PaletteItem | undefined;
  onMark: (item: PaletteItem) => void;
  onRun: (item: PaletteItem) => void;
}

function PaletteSection({ group, titleId, optionId, current, onMark, onRun }: PaletteSectionProps) {
  return (
    <div role="group" aria-labelledby={titleId}>
      <div className="ts-palette__group" id={titleId} role="presentation">
        {group.name}
      </div>
      {group.items.map((item) => (
        <div
          key={item.id}
          id={optionId(item)}
          role="option"
          aria-selected={item === current}
          className="ts-palette__item"
          onPointerMove={() => item !== current && onMark(item)}
          onClick={() => onRun(item)}
        >
          <span className="ts-palette__icon">{item.icon}</span>
          <span className="ts-palette__label">{item.label}</span>
          {item.detail ? <span className="ts-palette__detail">{item.detail}</span> : null}
          {item.shortcut ? <Kbd>{item.shortcut}</Kbd> : null}
        </div>
      ))}
    </div>
  );
}
