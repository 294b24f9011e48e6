/** Who acts. Roles: `customer`, `catalog-staff`, `warehouse`, `staff` (sees everything), `release-manager`, `deploy`, `team:<name>`. */
export interface User {
  readonly id: string;
  readonly name: string;
  /** Where they are written to. Absent: nobody knows. */
  readonly email?: string | undefined;
  readonly roles: readonly string[];
}

/** Stands for nobody where a rule needs somebody: no roles, and an id that no document and no person has. */
export const anonymous: User = { id: '', name: 'Anonymous', roles: [] };
