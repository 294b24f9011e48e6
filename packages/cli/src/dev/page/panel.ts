/**
 * The tab "Mocks" in the corner: who is signed in, what has happened before, what happens next, what is broken. In a shadow
 * root, so that neither its styles nor the page's reach each other.
 */
import type { VirtualPlatform } from '@tessera/virtual';
import { choose, type Choices } from './choices.ts';
import { element } from './element.ts';
import type { Person } from './start-on-mocks.ts';

export interface Panel {
  /** Once there is a world to change. */
  show(platform: VirtualPlatform, services: readonly { readonly name: string }[]): void;
  /** Something that clients see masked only. */
  complain(error: unknown): void;
}

export interface PanelOptions {
  readonly people: readonly Person[];
  readonly choices: Choices;
}

export function createPanel({ people, choices }: PanelOptions): Panel {
  const summary = element('summary', {}, 'Mocks');
  const content = element('div', {});
  const problems = element('ul', { role: 'log', 'aria-label': 'Problems' });
  const host = element('div', { id: 'tessera-mocks' });
  host
    .attachShadow({ mode: 'open' })
    .append(element('style', {}, style), element('details', {}, summary, content, problems));
  document.body.append(host);

  function complain(error: unknown): void {
    problems.append(element('li', {}, causesOf(error)));
    summary.textContent = `Mocks: ${problems.children.length} went wrong`;
    summary.className = 'bad';
  }

  return {
    complain,
    show(platform, services) {
      const anew = (choice: Partial<Choices>): void => {
        choose(choice);
        location.reload();
      };
      // Titles are each service's own; one that several tell has as many.
      const names = platform.scenarios.map(({ name }) => [name, name] as const);
      const next = element('button', {}, 'Next event');
      const told = element('output', {});
      next.disabled = true;
      const say = (): void => {
        const { stage } = platform;
        next.disabled = stage === undefined || stage.left === 0;
        if (stage === undefined) return;
        const { last, left } = stage;
        told.textContent = `${last === null ? '' : `${last.type} on ${last.stream}. `}${left === 0 ? 'That was all.' : `${left} left.`}`;
      };
      const tell = (work: Promise<unknown>): void => void work.then(say, complain);
      next.onclick = () => tell(platform.step());
      content.replaceChildren(
        choice(
          'Signed in',
          people.map(({ user }) => [user.id, user.name] as const),
          choices.person,
          (person) => anew({ person }),
        ),
        choice('It begins with', names, choices.scenario, (scenario) => anew({ scenario })),
        choice('Tell event by event', [['', '…'], ...names], '', (name) => {
          if (name !== '') tell(platform.play(name, { stepwise: true }));
        }),
        element('p', {}, next, ' ', told),
        check('Slow answers', choices.isSlow, (isSlow) => anew({ isSlow })),
        ...services.map(({ name }) =>
          check(`${name} is down`, false, (isDown) => platform.faults[isDown ? 'down' : 'up'](name)),
        ),
      );
    },
  };
}

function choice(
  label: string,
  options: readonly (readonly [value: string, text: string])[],
  chosen: string,
  onChoice: (value: string) => void,
): HTMLElement {
  const select = element('select', {}, ...options.map(([value, text]) => element('option', { value }, text)));
  select.value = chosen;
  select.onchange = () => onChoice(select.value);
  return element('label', {}, label, select);
}

function check(label: string, isChecked: boolean, onChange: (isChecked: boolean) => void): HTMLElement {
  const box = element('input', { type: 'checkbox' });
  box.checked = isChecked;
  box.onchange = () => onChange(box.checked);
  return element('label', { class: 'check' }, box, label);
}

/** The message with those of its causes: the reason is often the last. */
function causesOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message} ${causesOf(error.cause)}`;
}

const style = `
:host { position: fixed; inset-block-end: 0; inset-inline-end: 1rem; z-index: 2147483647; font: 0.8125rem/1.4 system-ui, sans-serif; color-scheme: light dark; }
details { background: light-dark(#fff, #1d2226); color: light-dark(#222, #eee); border: 1px solid light-dark(#bbb, #555); border-block-end: 0; border-radius: 6px 6px 0 0; max-inline-size: 22rem; }
summary { padding: 0.25rem 0.75rem; cursor: pointer; }
summary.bad { color: light-dark(#b00020, #ff8a80); font-weight: 600; }
div { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.5rem; padding: 0.5rem 0.75rem; }
ul { margin: 0; padding: 0 0.75rem 0.5rem 1.75rem; max-block-size: 12rem; overflow: auto; }
label { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.125rem; }
label.check { display: flex; gap: 0.375rem; }
p { margin: 0; }
select { max-inline-size: 100%; font: inherit; }
`;
