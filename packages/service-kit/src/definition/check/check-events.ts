import { findPersonalFields } from '../../core/privacy/personal-fields.ts';
import { privacyService } from '../../core/privacy/subject-erased.ts';
import type { ServiceDefinition } from '../service.ts';
import { eventShape, foreignEventShape, known, serviceShape, tokenShape } from './names.ts';

/** Events' names and versions, and that projections and policies speak only of events that are declared. */
export function checkEvents(service: ServiceDefinition): string[] {
  const problems: string[] = [];
  if (!serviceShape.test(service.name)) {
    problems.push(`name: "${service.name}" must be lower-case letters, digits and "-", starting with a letter.`);
  }
  if (service.name === privacyService)
    problems.push(`name: "${privacyService}" is where the log keeps erasures; choose another.`);
  for (const [type, { version, schema }] of Object.entries(service.events)) {
    const personal = findPersonalFields(schema);
    for (const problem of personal.problems) problems.push(`events.${type}: ${problem}`);
    for (const field of personal.suspicious) {
      problems.push(
        `events.${type}: "${field}" sounds like a person's data. Say whose: personal(…, { subject: 'customer.id' }); or why it is ` +
          'not: notPersonal(…, "a product\'s").',
      );
    }
    if (!eventShape.test(type))
      problems.push(`events: "${type}" must be letters and digits in PascalCase, like OrderPlaced.`);
    if (!Number.isInteger(version) || version < 1) problems.push(`events.${type}: its version must be 1, 2, 3 …`);
  }
  for (const [type, { version }] of Object.entries(service.consumes)) {
    if (!Number.isInteger(version) || version < 1) problems.push(`consumes.${type}: its version must be 1, 2, 3 …`);
    if (!foreignEventShape.test(type)) {
      problems.push(`consumes: "${type}" must be <service>.<Type>, like fulfilment.StockReserved.`);
    } else if (type.startsWith(`${service.name}.`)) {
      problems.push(`consumes: "${type}" is an own event; use it as ${type.slice(service.name.length + 1)}.`);
    }
  }
  const types = [...Object.keys(service.events), ...Object.keys(service.consumes)];
  const unknown = (where: string, type: string) =>
    `${where}: there is no event "${type}" in events or consumes. ${known(types)}`;
  for (const [name, { on }] of Object.entries(service.projections)) {
    if (!tokenShape.test(name)) problems.push(`projections: "${name}" must be letters, digits, "_" or "-".`);
    for (const type of Object.keys(on))
      if (!types.includes(type)) problems.push(unknown(`projections.${name}.on`, type));
  }
  for (const [name, { on }] of Object.entries(service.policies)) {
    if (!tokenShape.test(name)) problems.push(`policies: "${name}" must be letters, digits, "_" or "-".`);
    if (!types.includes(on)) problems.push(unknown(`policies.${name}.on`, on));
  }
  return problems;
}
