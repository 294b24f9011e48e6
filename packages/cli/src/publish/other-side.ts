/** The other side of an operation that does not fit: whose the types are that it asks, and what can be done about it. */
import { ownerOf, type Teams } from '@tessera/contracts';

export interface SchemaOf {
  /** As the graph calls it. */
  readonly name: string;
  readonly sdl: string;
}

/** @param problems what GraphQL's validation says; it names the type a field was looked for on */
export function otherSide(problems: string, schemas: readonly SchemaOf[], teams: Teams | undefined): string {
  const types = [...new Set([...problems.matchAll(/on type "(\w+)"/g)].map(([, type]) => type!))];
  const sides = types.flatMap((type) => {
    const services = schemas.filter(({ sdl }) =>
      new RegExp(`^(?:extend )?(?:type|interface) ${type}\\b`, 'm').test(sdl),
    );
    return services.length === 0
      ? []
      : [`${type} is offered by ${services.map(({ name }) => whose(name, teams)).join(', ')}`];
  });
  if (sides.length === 0)
    return 'Mend the operations and publish again. If a service should offer it: deploy that service first.';
  return `${sides.join('; ')}. Either select what is offered, or have a release that offers it promoted first.`;
}

function whose(service: string, teams: Teams | undefined): string {
  const module = `${service}-service`;
  const owner = teams && ownerOf(teams, module);
  return owner === undefined ? module : `${module} (team ${owner.team}, ${owner.contact})`;
}
