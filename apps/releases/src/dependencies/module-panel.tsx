import { KeyValueList, Section, SidePanel, TextLink } from '@tessera/shared-ui';
import { kindLabel } from '../composition/words.ts';
import { amount, around, type GraphEdge, type GraphModule } from './kinds.ts';

interface DependencyModulePanelProps {
  readonly module: GraphModule;
  readonly edges: readonly GraphEdge[];
  /** The address of what is between this module and another. */
  readonly hrefOf: (edge: GraphEdge) => string;
  readonly onClose: () => void;
}

/** What a module uses and who uses it. */
export function DependencyModulePanel({ module, edges, hrefOf, onClose }: DependencyModulePanelProps) {
  const { uses, usedBy } = around(edges, module.module);
  return (
    <SidePanel
      title={module.module}
      subtitle={`${kindLabel(module.kind)} of ${module.team}, ${module.contact}`}
      onClose={onClose}
    >
      <Section>
        <KeyValueList
          items={[
            { label: 'Live', value: <span className="releases-version">{module.version}</span> },
            { label: 'Releases in use', value: String(module.releases) },
            { label: 'Open tabs', value: String(module.openTabs) },
          ]}
        />
      </Section>
      <EdgeList title="Uses" empty="Nothing of other modules." edges={uses} nameOf={providerOf} hrefOf={hrefOf} />
      <EdgeList title="Used by" empty="No other module." edges={usedBy} nameOf={consumerOf} hrefOf={hrefOf} />
    </SidePanel>
  );
}

const providerOf = ({ provider }: GraphEdge) => provider;
const consumerOf = ({ consumer }: GraphEdge) => consumer;

interface EdgeListProps extends Pick<DependencyModulePanelProps, 'edges' | 'hrefOf'> {
  readonly title: string;
  readonly empty: string;
  readonly nameOf: (edge: GraphEdge) => string;
}

function EdgeList({ title, empty, edges, nameOf, hrefOf }: EdgeListProps) {
  return (
    <Section title={title}>
      {edges.length === 0 ? (
        <p className="releases-quiet releases-text">{empty}</p>
      ) : (
        <ul className="releases-list">
          {edges.map((edge) => (
            <li key={`${edge.consumer} ${edge.provider} ${edge.kind}`}>
              <TextLink href={hrefOf(edge)}>{nameOf(edge)}</TextLink>
              <span className="releases-quiet">{amount(edge)}</span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
