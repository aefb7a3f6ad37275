"""How the figures came about, and what they cannot say: the same sentences on the page and in docs."""

METHOD = (
    (
        "For each seed one year of a force is made: patterns, leave, court, training, abstractions, cancelled rest"
        " days, late finishes, sickness of officers and counsellors, and who asks for help when. Nothing in it depends"
        " on a policy. Every policy then lives through the same year (common random numbers): what would become of an"
        " appointment at a given start is drawn from seed, officer and time alone."
    ),
    (
        "Relief is played with the planner, the rules and the repair that production runs, not with a model of them. It"
        " knows of the roster only what is published, and learns the risk of a miss from what it sees."
    ),
    (
        "Courses are followed for at least 26 weeks after the last referral. Who stops by their own wish would stop"
        " under every policy, and is left out where a figure says so."
    ),
    (
        "Intervals are 95 % intervals of the mean over seeds (Student’s t); differences are taken year by year, so that"
        " what the years have in common falls away."
    ),
)
LIMITS = (
    "It is a model. Numbers marked as assumptions nobody has measured; the sweep shows which matter.",
    (
        "Officers are drawn independently of each other: a major incident that takes a whole team at once is not among"
        " the changes."
    ),
    "What counselling does to people is not modelled, only whether they receive it.",
    "The ways of today are written down from published descriptions; a force may do better, or worse.",
    "Intervals cover the chance between years, not whether the model is right.",
)
