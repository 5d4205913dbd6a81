"""The messengers: SMS, group chat, e-mail, loudspeaker; told what to carry, decide nothing."""
