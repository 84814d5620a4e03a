/** Shapes of people: who one is, who belongs to the tenant, and how one signs in. */

export interface Ways {
  token: boolean;
  password: boolean;
  provider: { name: string } | null;
}
export interface Session {
  tenant: string;
  id: string;
  name: string;
  role: string;
  auth: string;
  person: { person_id: string; email: string; session_id: string; method: string; expires_at: string } | null;
  tenants: { tenant: string; name: string; role: string }[];
}
export interface Member {
  person_id: string;
  principal_id: string;
  email: string;
  name: string;
  role: string;
  status: "active" | "disabled";
  created_at: string;
}
export interface Invitation {
  invitation_id: string;
  email: string;
  role: string;
  state: string;
  created_at: string;
  expires_at: string;
  link?: string;
}
export interface InvitedTo {
  tenant: string;
  tenant_name: string;
  email: string;
  role: string;
  expires_at: string;
  known: boolean;
  signed_in: boolean;
}
export interface OwnSession {
  session_id: string;
  tenant: string;
  method: string;
  agent: string;
  address: string;
  created_at: string;
  seen_at: string;
  current: boolean;
}
