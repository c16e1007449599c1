/**
 * Administration (系统管理) in parts by tabs: accounts and sessions, rule versions, the audit log, the
 * platform's health. Which of them stands in the address (`?part=`); each is shown only to who has
 * the right to it.
 */
import type { Desk } from "../../desk";
import { partsFor, type Part } from "../../state/administration";
import { AuditPart } from "../administration/audit_part";
import { HealthPart } from "../administration/health_part";
import { PeoplePart } from "../administration/people_part";
import { RulesPart } from "../administration/rules_part";
import { useSpeech } from "../language";
import type { ScreenProps } from "./screens";
import "../../style/administration.css";

export function AdministrationScreen({ desk }: ScreenProps) {
  const { say } = useSpeech();
  const parts = partsFor(desk.conversation.scopes);
  const asked = desk.address.query.get("part")?.[0];
  const part = parts.find((one) => one === asked) ?? parts[0];
  if (part === undefined) {
    return (
      <main class="screen" data-testid="administration">
        <p class="empty">{say("adminForbidden")}</p>
      </main>
    );
  }
  return (
    <main class="screen administration" data-testid="administration">
      <PartTabs desk={desk} parts={parts} part={part} />
      <div class="admin-part" role="tabpanel" id="admin-part" aria-labelledby={`admin-tab-${part}`}>
        <Shown desk={desk} part={part} />
      </div>
    </main>
  );
}

function Shown({ desk, part }: { desk: Desk; part: Part }) {
  switch (part) {
    case "people":
      return <PeoplePart desk={desk} />;
    case "audit":
      return <AuditPart desk={desk} />;
    case "rules":
      return <RulesPart desk={desk} />;
    case "health":
      return <HealthPart desk={desk} />;
  }
}

interface TabsProps {
  desk: Desk;
  parts: readonly Part[];
  part: Part;
}

function PartTabs({ desk, parts, part }: TabsProps) {
  const { say, named } = useSpeech();
  return (
    <div class="tabs admin-tabs" role="tablist" aria-label={say("adminParts")}>
      {parts.map((one) => (
        <button
          key={one}
          id={`admin-tab-${one}`}
          type="button"
          role="tab"
          aria-selected={one === part}
          aria-controls="admin-part"
          onClick={() => desk.show({ part: [one] })}
          data-testid={`admin-tab-${one}`}
        >
          {named("adminPart", one)}
        </button>
      ))}
    </div>
  );
}
