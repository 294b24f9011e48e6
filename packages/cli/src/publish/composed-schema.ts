/** The one way in to the repository's script that composes the schema apps are built against. */
export { composeSchema } from '../../../../tools/generate/composed-schema.mjs';
