/** The attributes of an event, as CloudEvents 1.0 names them and `tessera events export` writes them. */
export function cloudEventHeaders(service: string, type: string): object {
  const text = { type: 'string' };
  return {
    type: 'object',
    required: ['specversion', 'id', 'source', 'type'],
    properties: {
      specversion: { const: '1.0' },
      id: { ...text, description: 'Unique within its source: <position>-<index in the commit>.' },
      source: { ...text, description: 'The log it was recorded in.' },
      type: { ...text, description: `The event's type: ${type}, of ${service}.` },
      subject: { ...text, description: 'Its stream: ev.<service>.<stream type>.<id>.' },
      time: { type: 'string', format: 'date-time' },
      datacontenttype: { const: 'application/json' },
      eventversion: { type: 'integer', minimum: 1, description: 'The version of the data.' },
      correlationid: text,
      causationid: text,
      user: { ...text, description: 'The id of the user who acted.' },
      traceparent: { ...text, description: 'W3C Trace Context.' },
    },
  };
}
