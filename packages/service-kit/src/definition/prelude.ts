/** The directives every service's SDL may use without declaring them: those of `@graphql-tools/stitching-directives`, and `@live`. */
export const prelude = `
directive @key(selectionSet: String!) on OBJECT
directive @merge(keyField: String, keyArg: String, additionalArgs: String, key: [String!], argsExpr: String) on FIELD_DEFINITION
directive @computed(selectionSet: String!) on FIELD_DEFINITION
directive @canonical on OBJECT | INTERFACE | INPUT_OBJECT | UNION | ENUM | SCALAR | FIELD_DEFINITION | INPUT_FIELD_DEFINITION
"A field whose documents of one projection are pushed as they change."
directive @live(projection: String!) on FIELD_DEFINITION
`;
