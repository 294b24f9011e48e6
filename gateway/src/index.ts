export { startGateway, type Gateway } from './gateway.ts';
export { optionsFromEnvironment, type GatewayLimits, type GatewayOptions } from './options.ts';
export { createLog } from './observe/log.ts';
