/** What an app adds to the product: places, ways to get there, and what it puts into places of others. */
import { z } from 'zod';
import { jsonSchemaSchema } from './json-schema/json-schema.ts';

const roles = z.array(z.string().min(1));
const path = z.string().regex(/^\/[^\s?#]*$/, 'must be a path that starts with "/"');
/** `<owner>/<slot>/v<major>` */
const slotName = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*\/v\d+$/,
    'must be `<owner>/<slot>/v<major>`, e.g. catalog/product-actions/v1',
  );

export const routeSchema = z.strictObject({
  path,
  page: z.string().min(1),
  title: z.string().min(1),
  /** Whom the page is for; everyone when absent. Others are told so instead of being shown it. */
  roles: roles.optional(),
});
export const navigationSchema = z.strictObject({
  label: z.string().min(1),
  to: path,
  /** One of the names that shared-ui's `icons` has; another one is drawn as a package. */
  icon: z.string().min(1),
  /** The job to be done it belongs to: "Sell", "Fulfil". */
  group: z.string().min(1),
  order: z.number().optional(),
  /** Who sees it; everyone when absent. */
  roles: roles.optional(),
});
export const commandSchema = z.strictObject({
  id: z.string().min(1),
  label: z.string().min(1),
  to: path.optional(),
  shortcut: z.string().min(1).optional(),
  roles: roles.optional(),
});
/**
 * When an open tab goes over to a newer release of the app: `allow` at the next navigation into it; `ask` when the person
 * agrees; `block` only with a new document. A release that was killed is left at once, whatever this says.
 */
export const updatePolicySchema = z.enum(['allow', 'ask', 'block']);

export const contributionsSchema = z.strictObject({
  routes: z.array(routeSchema),
  navigation: z.array(navigationSchema),
  slots: z.strictObject({
    offers: z.array(slotName),
    fills: z.array(slotName),
    /** Offered slot → JSON Schema of the props its fillings are handed. */
    gives: z.record(slotName, jsonSchemaSchema).optional(),
    /** Filled slot → JSON Schema of the props the filling reads. */
    needs: z.record(slotName, jsonSchemaSchema).optional(),
  }),
  commands: z.array(commandSchema),
  /** @default 'allow' */
  updates: updatePolicySchema.optional(),
  /** Enums, interfaces and unions of which the app can show a value that it has never heard of. @default none */
  tolerates: z.array(z.string().regex(/^[_A-Za-z]\w*$/, 'must be the name of a GraphQL type')).optional(),
});

export type RouteContribution = z.infer<typeof routeSchema>;
export type NavigationContribution = z.infer<typeof navigationSchema>;
export type CommandContribution = z.infer<typeof commandSchema>;
export type UpdatePolicy = z.infer<typeof updatePolicySchema>;
export type Contributions = z.infer<typeof contributionsSchema>;

/** Of an app that contributes nothing. */
export const noContributions: Contributions = {
  routes: [],
  navigation: [],
  slots: { offers: [], fills: [] },
  commands: [],
};
