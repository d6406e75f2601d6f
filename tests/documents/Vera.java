import java.io.FileInputStream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** veraPDF's own engine. Arguments: profiles by comma, then files. One line per file and profile, then the failed rules. */
public class Vera {
    public static void main(String[] args) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        for (int i = 1; i < args.length; i++) {
            for (String name : args[0].split(",")) {
                PDFAFlavour flavour = PDFAFlavour.byFlavourId(name);
                try (PDFAParser parser = Foundries.defaultInstance().createParser(new FileInputStream(args[i]), flavour);
                     PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
                    ValidationResult result = validator.validate(parser);
                    System.out.println(args[i] + " " + name + " " + (result.isCompliant() ? "PASS" : "FAIL") + " " + result.getTotalAssertions());
                    for (TestAssertion each : result.getTestAssertions())
                        if (each.getStatus() == TestAssertion.Status.FAILED)
                            System.out.println("  " + each.getRuleId().getClause() + "-" + each.getRuleId().getTestNumber() + " " + each.getMessage() + " @ " + each.getLocation().getContext());
                }
            }
        }
    }
}
