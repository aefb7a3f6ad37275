// The problem of FORMAT.md for Timefold, as its manual would have it: constraint streams, default moves, nothing tuned.
// Usage: java Planning PROBLEM.txt PLAN.txt SECONDS   (timefold.py writes the one and reads the other)

import ai.timefold.solver.core.api.domain.entity.PlanningEntity;
import ai.timefold.solver.core.api.domain.lookup.PlanningId;
import ai.timefold.solver.core.api.domain.solution.PlanningEntityCollectionProperty;
import ai.timefold.solver.core.api.domain.solution.PlanningScore;
import ai.timefold.solver.core.api.domain.solution.PlanningSolution;
import ai.timefold.solver.core.api.domain.valuerange.ValueRangeProvider;
import ai.timefold.solver.core.api.domain.variable.PlanningVariable;
import ai.timefold.solver.core.api.score.buildin.hardsoftlong.HardSoftLongScore;
import ai.timefold.solver.core.api.score.stream.Constraint;
import ai.timefold.solver.core.api.score.stream.ConstraintCollectors;
import ai.timefold.solver.core.api.score.stream.ConstraintFactory;
import ai.timefold.solver.core.api.score.stream.ConstraintProvider;
import ai.timefold.solver.core.api.score.stream.Joiners;
import ai.timefold.solver.core.api.score.stream.bi.BiConstraintStream;
import ai.timefold.solver.core.api.solver.SolverFactory;
import ai.timefold.solver.core.config.solver.SolverConfig;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

public class Planning {
    static final HardSoftLongScore BROKEN = HardSoftLongScore.ONE_HARD;
    static final HardSoftLongScore COST = HardSoftLongScore.ONE_SOFT;

    /** A counsellor's limits. */
    public record Who(int index, int perDay, int perWeek, int caseload, int pause) {}

    /** One start that a course could use; costs are those of the window, for numbers 1 to 3 and for later ones. */
    public record Slot(Who who, int place, int rooms, int start, int end, long early, long late) {
        int day() {
            return start / 1440;
        }

        int busyUntil() {
            return end + who.pause();
        }
    }

    /** A course; `opening` is what a first session on each day costs, `gap` what each gap in days costs (-1: never). */
    public record Course(int index, long unplaced, int early, long[] opening, long[] gap, long[] taking, List<Slot> slots) {}

    @PlanningEntity
    public static class Session {
        @PlanningId public String id;
        public Course course;
        public int level;
        @PlanningVariable(allowsUnassigned = true) public Slot slot;

        public Session() {}

        Session(Course course, int level) {
            this.id = course.index() + "/" + level;
            this.course = course;
            this.level = level;
        }

        @ValueRangeProvider
        public List<Slot> slots() {
            return course.slots();
        }

        public Course getCourse() {
            return course;
        }

        public int getLevel() {
            return level;
        }

        public int getFollowing() {
            return level + 1;
        }

        public int getStart() {
            return slot.start();
        }

        public int getEnd() {
            return slot.end();
        }

        public int getBusyUntil() {
            return slot.busyUntil();
        }

        public Who getWho() {
            return slot.who();
        }

        public int getDay() {
            return slot.day();
        }

        public int getWeek() {
            return slot.day() / 7;
        }

        public int getPlace() {
            return slot.place();
        }

        public int getRooms() {
            return slot.rooms();
        }

        long ownCost() {
            long own = level < course.early() ? slot.early() : slot.late();
            return level > 0 ? own : own + course.opening()[slot.day()] + course.taking()[slot.who().index()];
        }
    }

    @PlanningSolution
    public static class Plan {
        @PlanningEntityCollectionProperty public List<Session> sessions;
        @PlanningScore public HardSoftLongScore score;

        public Plan() {}

        Plan(List<Session> sessions) {
            this.sessions = sessions;
        }
    }

    public static class Rules implements ConstraintProvider {
        @Override
        public Constraint[] defineConstraints(ConstraintFactory f) {
            return new Constraint[] {
                f.forEachIncludingUnassigned(Session.class)
                        .filter(s -> s.slot == null)
                        .penalizeLong(COST, s -> s.course.unplaced())
                        .asConstraint("unplaced"),
                f.forEach(Session.class).penalizeLong(COST, Session::ownCost).asConstraint("own cost"),
                f.forEach(Session.class)
                        .filter(s -> s.level > 0)
                        .ifNotExists(
                                Session.class,
                                Joiners.equal(Session::getCourse),
                                Joiners.equal(Session::getLevel, Session::getFollowing))
                        .penalize(BROKEN)
                        .asConstraint("prefix"),
                following(f).filter((a, b) -> a.getWho() != b.getWho()).penalize(BROKEN).asConstraint("one counsellor"),
                following(f).filter((a, b) -> gap(a, b) < 0).penalize(BROKEN).asConstraint("gap"),
                following(f)
                        .filter((a, b) -> gap(a, b) > 0)
                        .penalizeLong(COST, Rules::gap)
                        .asConstraint("cadence"),
                f.forEachUniquePair(
                                Session.class,
                                Joiners.equal(Session::getWho),
                                Joiners.overlapping(Session::getStart, Session::getBusyUntil))
                        .penalize(BROKEN)
                        .asConstraint("one officer at a time"),
                f.forEach(Session.class)
                        .groupBy(Session::getWho, Session::getDay, ConstraintCollectors.count())
                        .filter((who, day, n) -> n > who.perDay())
                        .penalize(BROKEN, (who, day, n) -> n - who.perDay())
                        .asConstraint("day"),
                f.forEach(Session.class)
                        .groupBy(Session::getWho, Session::getWeek, ConstraintCollectors.count())
                        .filter((who, week, n) -> n > who.perWeek())
                        .penalize(BROKEN, (who, week, n) -> n - who.perWeek())
                        .asConstraint("week"),
                f.forEach(Session.class)
                        .groupBy(Session::getWho, ConstraintCollectors.countDistinct(Session::getCourse))
                        .filter((who, n) -> n > who.caseload())
                        .penalize(BROKEN, (who, n) -> n - who.caseload())
                        .asConstraint("caseload"),
                f.forEach(Session.class)
                        .filter(s -> s.getRooms() >= 0)
                        .groupBy(
                                Session::getPlace,
                                Session::getRooms,
                                ConstraintCollectors.toConnectedRanges(Session::getStart, Session::getEnd, (a, b) -> b - a))
                        .flattenLast(chain -> chain.getConnectedRanges())
                        .filter((place, rooms, range) -> range.getMaximumOverlap() > rooms)
                        .penalize(BROKEN, (place, rooms, range) -> range.getMaximumOverlap() - rooms)
                        .asConstraint("rooms"),
            };
        }

        static BiConstraintStream<Session, Session> following(ConstraintFactory f) {
            return f.forEach(Session.class)
                    .join(
                            Session.class,
                            Joiners.equal(Session::getCourse),
                            Joiners.equal(Session::getFollowing, Session::getLevel));
        }

        static long gap(Session a, Session b) {
            int days = b.getDay() - a.getDay();
            return days < 0 || days >= a.course.gap().length ? -1 : a.course.gap()[days];
        }
    }

    public static void main(String[] args) throws Exception {
        List<Session> sessions = read(Path.of(args[0]));
        SolverConfig config = new SolverConfig()
                .withSolutionClass(Plan.class)
                .withEntityClasses(Session.class)
                .withConstraintProviderClass(Rules.class)
                .withTerminationSpentLimit(Duration.ofMillis((long) (1000 * Double.parseDouble(args[2]))));
        Plan best = SolverFactory.<Plan>create(config).buildSolver().solve(new Plan(sessions));
        try (PrintWriter out = new PrintWriter(args[1])) {
            out.println(best.score);
            for (Session s : best.sessions) {
                if (s.slot != null) {
                    out.println(s.course.index() + " " + s.level + " " + s.getWho().index() + " " + s.getStart() + " " + s.getPlace());
                }
            }
        }
    }

    static List<Session> read(Path file) throws Exception {
        List<Who> people = new ArrayList<>();
        List<Session> sessions = new ArrayList<>();
        Course course = null;
        int owed = 0;
        for (String line : Files.readAllLines(file)) {
            String[] word = line.split(" ");
            switch (word[0]) {
                case "who" -> people.add(new Who(number(word, 1), number(word, 2), number(word, 3), number(word, 4), number(word, 5)));
                case "course" -> {
                    course = new Course(number(word, 1), Long.parseLong(word[3]), number(word, 4), longs(word[5]), longs(word[6]), longs(word[7]), new ArrayList<>());
                    owed = number(word, 2);
                    for (int level = 0; level < owed; level++) {
                        sessions.add(new Session(course, level));
                    }
                }
                case "slot" -> course.slots().add(new Slot(
                        people.get(number(word, 1)), number(word, 2), number(word, 3), number(word, 4), number(word, 5),
                        Long.parseLong(word[6]), Long.parseLong(word[7])));
                default -> throw new IllegalArgumentException(line);
            }
        }
        return sessions;
    }

    static int number(String[] word, int at) {
        return Integer.parseInt(word[at]);
    }

    static long[] longs(String text) {
        String[] words = text.split(",");
        long[] made = new long[words.length];
        for (int at = 0; at < words.length; at++) {
            made[at] = Long.parseLong(words[at]);
        }
        return made;
    }
}
