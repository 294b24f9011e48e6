/** What an app says about itself: the argument and the value of `defineApp`. */
import type {
  CommandContribution,
  JsonSchema,
  NavigationContribution,
  RouteContribution,
  UpdatePolicy,
} from '@tessera/contracts';
import type { ComponentType } from 'react';

/** A module whose default export is a component: `() => import('./pages/orders-page.tsx')`. */
export type LoadComponent = () => Promise<{ readonly default: ComponentType<never> | ComponentType }>;

/** A slot others may fill, or one this app fills: `<owner>/<slot>/v<major>`. */
export type SlotName = `${string}/${string}/v${number}`;

export interface AppDefinition<Pages extends string = string> {
  /** The module's name, as in teams.json. */
  readonly name: string;
  /** Places in the address space: `/orders/$orderId`; each shows one of `pages`, to everybody or to some roles. */
  readonly routes?: readonly (RouteContribution & { readonly page: NoInfer<Pages> })[];
  /** Loaded when first shown. */
  readonly pages?: Readonly<Record<Pages, LoadComponent>>;
  /** Entries of the product's navigation. */
  readonly navigation?: readonly NavigationContribution[];
  readonly slots?: {
    /** Slots this app renders with `<Slot>`, for others to fill. */
    readonly offers?: readonly SlotName[];
    /** What this app puts into slots of others. */
    readonly fills?: Readonly<Record<SlotName, LoadComponent>>;
    /** Offered slot → JSON Schema of the props its fillings are handed; the gate compares it with what they need. */
    readonly gives?: Readonly<Record<SlotName, JsonSchema>>;
    /** Filled slot → JSON Schema of the props the filling reads. */
    readonly needs?: Readonly<Record<SlotName, JsonSchema>>;
  };
  /** Entries of the command palette; `shortcut` is keys one after another: `'g o'`. */
  readonly commands?: readonly CommandContribution[];
  /**
   * When an open tab goes over to a newer release: `allow` at the next navigation into the app, `ask` when the person
   * agrees, `block` only with a new document. What `useDraft` keeps is there after the switch. @default 'allow'
   */
  readonly updates?: UpdatePolicy;
  /**
   * GraphQL enums, interfaces and unions of which this app can show a value that it has never heard of. A service may add
   * values to these without asking; to others only when no live release of the app could meet one. @default none
   */
  readonly tolerates?: readonly string[];
}

/** A defined app: everything there, nothing optional. */
export interface App {
  readonly name: string;
  readonly routes: readonly RouteContribution[];
  readonly pages: Readonly<Record<string, LoadComponent>>;
  readonly navigation: readonly NavigationContribution[];
  readonly slots: {
    readonly offers: readonly string[];
    readonly fills: Readonly<Record<string, LoadComponent>>;
    readonly gives?: Readonly<Record<string, JsonSchema>>;
    readonly needs?: Readonly<Record<string, JsonSchema>>;
  };
  readonly commands: readonly CommandContribution[];
  readonly updates: UpdatePolicy;
  readonly tolerates?: readonly string[];
}
