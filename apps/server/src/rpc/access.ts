import { getOption, hasOption, type DescMethod } from '@bufbuild/protobuf';
import { access, Permission as WirePermission } from '@certkeep/contracts/connect';
import { permissions, type Permission } from '@certkeep/domain';

/** Who may call an RPC, as its method option in the contract declares. */
export type AccessRule =
  | { readonly kind: 'permission'; readonly permission: Permission }
  | { readonly kind: 'any_caller' }
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'nobody' };

const byWireName: ReadonlyMap<string, Permission> = new Map(
  permissions.map((permission) => [permission.replaceAll(':', '_').toUpperCase(), permission]),
);

/** @returns `nobody` for an RPC that declares nothing, or something unknown: what isn't declared is denied */
export function accessRuleOf(method: DescMethod): AccessRule {
  if (!hasOption(method, access)) return { kind: 'nobody' };
  const { rule } = getOption(method, access);
  switch (rule.case) {
    case 'permission': {
      const permission = byWireName.get(WirePermission[rule.value]);
      return permission === undefined ? { kind: 'nobody' } : { kind: 'permission', permission };
    }
    case 'anyCaller':
      return rule.value ? { kind: 'any_caller' } : { kind: 'nobody' };
    case 'anonymous':
      return rule.value ? { kind: 'anonymous' } : { kind: 'nobody' };
    case undefined:
      return { kind: 'nobody' };
  }
}
