import { element } from './element.ts';
import type { Person } from './start-on-mocks.ts';

/** In the place of the gateway's sign-in page. */
export function askWho(people: readonly Person[], onChoice: (person: Person) => void): void {
  const buttons = people.map((person) => {
    const button = element('button', {}, `${person.user.name}: ${person.about}`);
    button.onclick = () => onChoice(person);
    return element('p', {}, button);
  });
  document.getElementById('root')!.append(element('h1', {}, 'Who is at work?'), ...buttons);
}
