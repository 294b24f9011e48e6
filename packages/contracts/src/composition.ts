/** Which release of each app is live for one user: what the gateway inlines into the page and answers on /composition.json. */
import { z } from 'zod';
import { contributionsSchema } from './contributions.ts';
import { parseWith } from './contract-error.ts';
import { integrity, isoTime, moduleName, version } from './names.ts';

const url = z.string().min(1);
const format = z.enum(['esm', 'mf']);
const integrityByUrl = z.record(url, integrity);

export const teamContactSchema = z.object({ name: z.string().min(1), contact: z.string().min(1) });

/** One release as a browser loads it. */
export const loadableSchema = z.object({
  version,
  entry: url,
  css: z.array(url),
  format,
  /** Of the entry, every chunk it may import, and the stylesheets, by URL. The page's import map holds those of the route's app; the shell adds the others' before it loads them. */
  integrity: integrityByUrl,
  /** The released libraries it runs with, as `shared-ui@1.4.0`: in `frame.libraries`. Absent: what the page has anyway. */
  libraries: z.array(z.string()).optional(),
});

/** A release of a library as a browser loads it. Which of several majors a release imports is decided where it is served. */
export const libraryLiveSchema = z.object({
  module: moduleName,
  version,
  /** Import map entries. */
  imports: z.record(z.string(), url),
  css: z.array(url),
  /** Scripts and stylesheets. */
  integrity: integrityByUrl,
  /** What its styles count below: `[data-ui="<styles>"]`. Absent: everywhere. */
  styles: z.string().optional(),
});

export const frameSchema = z.object({
  /** The shell's. */
  version,
  /** Every library release that something live runs with, the frame's own first. Absent: the shell brings all it shares. */
  libraries: z.array(libraryLiveSchema).optional(),
  /** Which of them the shell itself runs with, as `shared-ui@1.4.0`. */
  own: z.array(z.string()).optional(),
  /** Releases of the shell and of libraries that an open tab must leave at once, by a document load: `shell@1.1.0`. */
  killed: z.array(z.string()).optional(),
});

export const moduleLiveSchema = loadableSchema.extend({
  module: moduleName,
  kind: z.literal('app'),
  team: teamContactSchema,
  /** What to fall back on when this release fails to load. */
  previous: loadableSchema.optional(),
  since: isoTime,
  /** Set when this user runs the module's canary. */
  canary: z.literal(true).optional(),
  /** Versions that an open tab must leave at once. */
  killed: z.array(version).optional(),
  contributions: contributionsSchema,
});

export const compositionSchema = z.object({
  /** Cursor of the composition this was resolved from; compare for equality only. */
  revision: z.string(),
  /** What only a document load can change; an open page whose own differs is running an older frame. */
  frame: frameSchema,
  modules: z.record(moduleName, moduleLiveSchema),
  /** Set in a page's boot data when it holds only what the first page needs: the rest is at `/composition.json`. */
  partial: z.literal(true).optional(),
});

export const userSchema = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  /** Where they are written to. For services; no page is told. */
  email: z.email().optional(),
  roles: z.array(z.string()),
});

/** What this person sees instead of what is live; the page says so. */
export const previewNoticeSchema = z.object({
  /** The releases that are not live, `orders@1.3.0`. */
  versions: z.array(z.string()),
  /** App → the address on the person's own machine its code comes from. */
  overrides: z.record(moduleName, url),
  /** Releases of services that cannot be asked yet, `orders-service@1.3.0`: requests are refused until they can. */
  waiting: z.array(z.string()).optional(),
  /** When the preview ends by itself. */
  expires: isoTime.optional(),
});

/** The page's `<script type="application/json" id="tessera-boot">`. */
export const bootDataSchema = z.object({
  /** Set while this person is in a preview. */
  preview: previewNoticeSchema.optional(),
  user: userSchema.nullable(),
  environment: z.string().min(1),
  composition: compositionSchema,
  gateway: z.object({ version: z.string() }),
  /** How long an open tab may stay on a release that is not what is live any more. @default 24 */
  mustSwitchHours: z.number().positive().optional(),
});

export type TeamContact = z.infer<typeof teamContactSchema>;
export type LibraryLive = z.infer<typeof libraryLiveSchema>;
export type Frame = z.infer<typeof frameSchema>;
export type Loadable = z.infer<typeof loadableSchema>;
export type ModuleLive = z.infer<typeof moduleLiveSchema>;
export type Composition = z.infer<typeof compositionSchema>;
export type PreviewNotice = z.infer<typeof previewNoticeSchema>;
export type User = z.infer<typeof userSchema>;
export type BootData = z.infer<typeof bootDataSchema>;

const advice = 'It is written by the gateway: reload the page; if that does not help, tell the platform team.';

export function parseComposition(value: unknown): Composition {
  return parseWith(compositionSchema, value, 'The composition', advice);
}

export function parseBootData(value: unknown): BootData {
  return parseWith(bootDataSchema, value, 'The boot data', advice);
}
