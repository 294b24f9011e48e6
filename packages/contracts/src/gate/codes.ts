/**
 * Every reason for which the gate refuses, in one table: code, documentation (docs/reference/gate.md is checked against it)
 * and the ways out. `{consumer}` is the side that depends, `{provider}` the side it depends on, `{subject}` the field,
 * event, package or slot between them.
 */
export interface RefusalKind {
  /** For the reference. */
  readonly means: string;
  /** Ways out when the candidate is the provider: it takes something away. */
  readonly provider: readonly string[];
  /** Ways out when the candidate is the consumer: it asks for something that is not there. */
  readonly consumer: readonly string[];
}

const keep = 'keep {subject}';
/** Stand for a release that is looked up among the published ones, where they are known. */
export const consumersFirst = 'promote {consumerNext} first';
export const providerFirst = 'promote a release of {providerModule} that offers {subject} first';
const stopUsing = 'stop using {subject} in {consumerModule}';

const field = (means: string, back = keep): RefusalKind => ({
  means,
  provider: [back, consumersFirst],
  consumer: [stopUsing, providerFirst],
});

export const refusalKinds = {
  CONTRACT_INCOMPLETE: {
    means: 'The candidate’s contract does not say what its operations use, so that nothing can be said about them.',
    provider: ['build and publish it again with the present `tessera`'],
    consumer: ['build and publish it again with the present `tessera`'],
  },
  CONTRACT_UNREADABLE: {
    means: 'A service’s schema is no GraphQL.',
    provider: ['mend schema.graphql and publish again'],
    consumer: ['mend schema.graphql and publish again'],
  },
  FIELD_MISSING: field('An operation selects a field that a live service release does not offer.'),
  FIELD_NULLABLE: field('A field may be null that the app’s types say is never null.', 'keep {subject} non-null'),
  FIELD_RETYPED: field(
    'A field has another type than the app expects.',
    'keep the type of {subject} and add another field',
  ),
  ENUM_VALUE_UNKNOWN: {
    means: 'A field may have an enum value that the app was not built for.',
    provider: [
      'keep the new value from old apps',
      consumersFirst,
      "let {consumerModule} declare `tolerates: ['{typeName}']` once it can show any value",
    ],
    consumer: ['build {consumerModule} against the present schema', "declare `tolerates: ['{typeName}']`"],
  },
  TYPE_POSSIBLE_UNKNOWN: {
    means: 'An interface or union may be a type that the app was not built for.',
    provider: [consumersFirst, "let {consumerModule} declare `tolerates: ['{typeName}']` once it can show any of them"],
    consumer: ['build {consumerModule} against the present schema', "declare `tolerates: ['{typeName}']`"],
  },
  TYPE_IMPOSSIBLE: field('An operation has a fragment on a type that cannot be at that place.'),
  ARGUMENT_UNKNOWN: field('An operation gives an argument that the field does not take.'),
  ARGUMENT_REQUIRED: field(
    'A field demands an argument that the operation does not give, or may give null.',
    'give {subject} a default',
  ),
  ARGUMENT_RETYPED: field(
    'An operation gives an argument of another type.',
    'keep the type of {subject} and add another argument',
  ),
  INPUT_FIELD_UNKNOWN: field('The app may send an input field that the service does not know.'),
  INPUT_FIELD_REQUIRED: field(
    'The service demands an input field that the app may leave out or send as null.',
    'give {subject} a default, or keep it optional',
  ),
  INPUT_FIELD_RETYPED: field(
    'An input field has another type than what the app sends.',
    'keep the type of {subject} and add another field',
  ),
  INPUT_VALUE_UNKNOWN: field('The app may send an enum value that the service does not accept.'),
  LIVE_MISSING: field('A live operation asks for a field that no projection keeps live.'),
  LIVE_FOREIGN_FIELD: field(
    'A live operation selects a field that its own service does not keep: it may hold one service’s documents only.',
  ),
  LIVE_COMPUTED: field(
    'A live operation selects a field that is computed when asked for, so that it cannot be pushed.',
    'keep {subject} a plain document field',
  ),
  ROOT_FIELD_TAKEN: {
    means: 'Two services offer the same root field: nobody could say which of them answers.',
    provider: ['call it something else', 'take it out of {consumerModule} first'],
    consumer: ['call it something else', 'take it out of {providerModule} first'],
  },
  TYPE_KIND_CONFLICT: {
    means: 'Two services mean different kinds of thing by one name.',
    provider: ['call the type something else', 'change it in {consumerModule} first'],
    consumer: ['call the type something else', 'change it in {providerModule} first'],
  },
  FIELD_TYPE_CONFLICT: {
    means: 'Two services give one field of a shared type different types or arguments.',
    provider: ['keep the type that {consumer} has', 'add another field'],
    consumer: ['keep the type that {provider} has', 'add another field'],
  },
  INPUT_TYPE_CONFLICT: {
    means: 'Two services share an input type, and one demands what the other does not know.',
    provider: ['give the input type a name of its own', 'make the field optional'],
    consumer: ['give the input type a name of its own', 'make the field optional'],
  },
  KEY_CONFLICT: {
    means: 'A service refers to a shared type without the fields that identify it where it is looked up.',
    provider: ['keep {subject} in the type and its key'],
    consumer: ['select {subject} in the type and its key'],
  },
  GRAPH_NOT_COMPOSABLE: {
    means: 'The live services and the candidate cannot be stitched to one graph.',
    provider: ['mend what it says'],
    consumer: ['mend what it says'],
  },
  EVENT_MISSING: {
    means: 'A service reads an event that its producer does not record.',
    provider: ['keep recording {subject}', consumersFirst],
    consumer: [stopUsing, providerFirst],
  },
  EVENT_FIELD: {
    means: 'A service reads something of an event that some retained version does not hold the way it reads it.',
    provider: [keep, 'record it as a new version with casts (`from`)', consumersFirst],
    consumer: ['read {subject} as it is recorded', providerFirst],
  },
  EVENT_NOT_CAST: {
    means: 'An event is retained in a version from which there is no cast to the one its reader declares.',
    provider: ['add the cast (`up`, `down`) between the versions', consumersFirst],
    consumer: ['declare the version that is recorded', providerFirst],
  },
  EVENT_VERSION_DROPPED: {
    means:
      'A release no longer knows a version of its own events that another live release of it records, or a former one has recorded.',
    provider: ['keep the version in `from`'],
    consumer: ['keep the version in `from`'],
  },
  EVENT_UNREADABLE_BY_SIBLING: {
    means:
      'Another live release of the same service (stable, or what a rollback returns to) cannot read what the candidate records, or the other way round.',
    provider: ['count the version up and add casts both ways (`up`, `down`)'],
    consumer: ['count the version up and add casts both ways (`up`, `down`)'],
  },
  EVENT_UNREADABLE_IN_LOG: {
    means:
      'A release of a service cannot read what a former release of it, which is not live any more, has recorded: the events are in the log for good.',
    provider: ['count the version up and add a cast from the one that was recorded (`up`)'],
    consumer: ['count the version up and add a cast from the one that was recorded (`up`)'],
  },
  SHARED_UNSATISFIED: {
    means: 'An app, a library or the shell needs a shared package in a range that is not provided.',
    provider: ['keep providing {subject}', consumersFirst],
    consumer: ['widen the range in package.json', providerFirst],
  },
  SHARED_REACT_MISMATCH: {
    means: 'React and react-dom must be one and the same version, and there is one of them for every app.',
    provider: ['provide react and react-dom of the same version'],
    consumer: ['provide react and react-dom of the same version'],
  },
  SLOT_MISSING: {
    means: 'An app fills a slot that its owner does not offer: the filling would never be shown.',
    provider: ['keep offering {subject} beside its successor', consumersFirst],
    consumer: ['fill a slot that is offered', providerFirst],
  },
  SLOT_PROPS: {
    means: 'A filling reads props that the slot does not hand over the way it reads them.',
    provider: [keep, 'offer the next version of the slot beside this one', consumersFirst],
    consumer: ['read {subject} as it is handed over', providerFirst],
  },
  ROUTE_TAKEN: {
    means: 'Two apps claim the same path.',
    provider: ['use another path', 'take it out of {consumerModule} first'],
    consumer: ['use another path', 'take it out of {providerModule} first'],
  },
  COMMAND_TAKEN: {
    means: 'Two apps have a command of the same id.',
    provider: ['use another id', 'take it out of {consumerModule} first'],
    consumer: ['use another id', 'take it out of {providerModule} first'],
  },
} as const satisfies Record<string, RefusalKind>;

export type RefusalCode = keyof typeof refusalKinds;
