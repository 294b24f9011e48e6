/** What verbs on personal data need of service-kit. Imported when they run: it brings along all that runs services. */
export { createSealCheck, recordErasure } from '@tessera/service-kit';
export { moveKeys, openExistingKeys, openKeys } from '@tessera/service-kit/node';
