/** What verbs on personal data need of service-kit. Imported when they run: it brings along all that runs services. */
export { createSealCheck, recordErasure } from '@tessera/service-kit';
export { openExistingKeys, openKeys } from '@tessera/service-kit/node';
