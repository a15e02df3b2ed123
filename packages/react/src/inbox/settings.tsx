import type { InboxChannel, InboxLevel } from "@alongside/core/inbox";
import { useId, useState } from "react";
import { HeadButton } from "./head-button.tsx";
import { titleIn, usePanel } from "./inbox-context.ts";
import type { AlertTools } from "./use-alerts.ts";

/** Kinds that a server notifies of by itself. */
const KINDS = ["mention", "reply", "post"];

/** When it is quiet, for who turns that on. */
const NIGHT = { from: "22:00", to: "07:00" };

const LEVELS: readonly InboxLevel[] = ["everything", "participating", "nothing"];

interface SettingsProps {
  readonly titleId?: string | undefined;
  readonly alerts?: AlertTools | undefined;
  readonly back: () => void;
}

/** How the user is told, in place of the list: alerts of this browser, levels on each channel, quiet hours. */
export function Settings({ titleId, alerts, back }: SettingsProps) {
  const { words } = usePanel();
  return (
    <>
      <div className="alongside-inbox-head">
        <HeadButton icon="back" label={words.back} hasFocus onClick={back} />
        <p id={titleId} className="alongside-inbox-title">
          {words.settings}
        </p>
      </div>
      <div className="alongside-inbox-pane">
        {alerts && alerts.state !== "none" && <AlertSwitch {...alerts} />}
        <QuietHours />
        <Levels />
      </div>
    </>
  );
}

function AlertSwitch({ state, isPushed, turnOn, turnOff }: AlertTools) {
  const { words } = usePanel();
  return (
    <fieldset>
      <legend>{words.alerts}</legend>
      <label className="alongside-inbox-setting">
        <span>{words.offerAlerts(isPushed)}</span>
        <input
          type="checkbox"
          role="switch"
          checked={state === "on"}
          disabled={state === "blocked"}
          onChange={({ target }) => {
            if (target.checked) void turnOn();
            else turnOff();
          }}
        />
      </label>
      {state === "blocked" && <p>{words.alertsBlocked}</p>}
    </fieldset>
  );
}

/** Hours of the day, in the zone that this page is in when they are set. */
function QuietHours() {
  const { words, inbox, quiet } = usePanel();
  const set = (hours: { readonly from: string; readonly to: string }): void => {
    // A field that is being emptied has no time.
    if (hours.from === "" || hours.to === "" || hours.from === hours.to) return;
    const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
    inbox.quiet({ from: hours.from, to: hours.to, zone: timeZone });
  };
  return (
    <fieldset>
      <legend>{words.quietHours}</legend>
      <label className="alongside-inbox-setting">
        <span>{words.quietNote}</span>
        <input
          type="checkbox"
          role="switch"
          checked={quiet !== null}
          onChange={({ target }) => (target.checked ? set(NIGHT) : inbox.quiet(null))}
        />
      </label>
      {quiet && (
        <div className="alongside-inbox-hours">
          {(["from", "to"] as const).map((end) => (
            <label key={end}>
              {words[end]}{" "}
              <input
                type="time"
                required
                value={quiet[end]}
                onChange={({ target }) => set({ ...quiet, [end]: target.value })}
              />
            </label>
          ))}
          <span>{quiet.zone}</span>
        </div>
      )}
    </fieldset>
  );
}

/** A level for all, for kinds, rooms and threads, on one channel at a time. */
function Levels() {
  const { words, inbox, levels, channels } = usePanel();
  const [channel, setChannel] = useState<InboxChannel>("inbox");
  const name = useId();
  const whats = useWhats();
  return (
    <fieldset>
      <legend>{words.hearOf}</legend>
      {channels.length > 1 && (
        <div className="alongside-inbox-channels" role="radiogroup" aria-label={words.hearOf}>
          {channels.map((one) => (
            <label key={one} className="alongside-inbox-channel">
              <input
                type="radio"
                name={name}
                className="alongside-said"
                checked={one === channel}
                onChange={() => setChannel(one)}
              />
              {words.channels[one]}
            </label>
          ))}
        </div>
      )}
      {whats.map(([what, called]) => {
        const level = levels.get(what)?.[channel] ?? null;
        const isAll = what === "all";
        return (
          <label key={what} className="alongside-inbox-setting">
            <span className="alongside-inbox-what">{called}</span>
            <select
              value={level ?? (isAll ? "participating" : "")}
              onChange={({ target: { value } }) =>
                inbox.level(what, channel, value === "" ? null : (value as InboxLevel))
              }
            >
              {!isAll && <option value="">{words.usual}</option>}
              {LEVELS.map((one) => (
                <option key={one} value={one}>
                  {words.levels[one]}
                </option>
              ))}
            </select>
          </label>
        );
      })}
    </fieldset>
  );
}

/** What levels can be set of, and what it is called: all, kinds and rooms that there are or that have one, and threads that have one. */
function useWhats(): readonly (readonly [what: string, called: string])[] {
  const tools = usePanel();
  const { words, levels, items, archived, snoozed, aboutOf } = tools;
  const all = [...items, ...archived, ...snoozed];
  const whats = new Set(["all", ...KINDS.map((kind) => `kind ${kind}`)]);
  for (const { kind } of all) whats.add(`kind ${kind}`);
  for (const { place } of all) if (place !== null) whats.add(`room ${place.room}`);
  for (const what of levels.keys()) whats.add(what);
  const calledOf = (what: string): string => {
    const of = what.slice(what.indexOf(" ") + 1);
    if (what === "all") return words.allElse;
    if (what.startsWith("kind ")) return words.kindOf(of);
    if (what.startsWith("subject ")) {
      const item = all.find(({ subject }) => subject === of);
      return item ? titleIn(tools, item) : words.somethingElse;
    }
    const item = all.find(({ place }) => place?.room === of);
    return (item && aboutOf?.(item)) ?? of;
  };
  return Array.from(whats, (what) => [what, calledOf(what)] as const);
}
