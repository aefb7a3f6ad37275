"""The made-up system at a terminal: until it is told to stop."""

from threading import Event

from app.provider_sim.server import Sim, serving


def run(sim: Sim, port: int) -> None:
    """Serve it and tell where, until Ctrl-C. Raises OSError where the port is taken."""
    with serving(sim, port) as address:
        base = address.rsplit("/", 1)[0]
        sim.say(f"Takes webhooks at {address}, and behaves: {sim.behaviour.value}")
        sim.say(f"What it believes: {base}/")
        sim.say(f"""Behave otherwise: curl -H 'content-type: application/json' -d '{{"as": "down"}}' {base}/behave""")
        try:
            Event().wait()
        except KeyboardInterrupt:
            sim.say("Stopped.")
