/** The AWS Frontend Discovery schema, v1-pre, as a JSON Schema: what its documents must have, and that they have nothing else. */
export const frontendDiscoverySchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  type: 'object',
  required: ['schema', 'microFrontends'],
  additionalProperties: false,
  properties: {
    schema: {
      const: 'https://raw.githubusercontent.com/awslabs/frontend-discovery/main/schema/v1-pre.json',
    },
    microFrontends: {
      type: 'object',
      additionalProperties: { type: 'array', uniqueItems: true, items: { $ref: '#/definitions/version' } },
    },
  },
  definitions: {
    version: {
      type: 'object',
      required: ['url', 'metadata'],
      additionalProperties: false,
      properties: {
        url: { type: 'string', minLength: 1 },
        fallbackUrl: { type: 'string', minLength: 1 },
        metadata: {
          type: 'object',
          required: ['integrity', 'version'],
          additionalProperties: false,
          properties: { integrity: { type: 'string', minLength: 1 }, version: { type: 'string', minLength: 1 } },
        },
        deployment: {
          type: 'object',
          required: ['traffic', 'default'],
          additionalProperties: false,
          properties: { traffic: { type: 'number', minimum: 0, maximum: 100 }, default: { type: 'boolean' } },
        },
        extras: { type: 'object' },
      },
    },
  },
} as const;
